using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RaftLog.Broker.Tests;

/// <summary>The executable as scripts run it: exit codes, streams and signals.</summary>
public sealed class BrokerProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("raftlog-broker-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Wrong_file_in_the_working_directory_exits_2_and_leaves_the_folder_as_it_was()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "broker.yaml"), "node:\n  id: 1\n  datDir: x\n", TestContext.Current.CancellationToken);

        using var broker = Start();
        var stderr = await broker.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await broker.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, broker.ExitCode);
        Assert.Equal("broker.yaml:3:3: node.datDir: unknown key; did you mean 'dataDir'?\nreference: docs/configuration.md\n", stderr);
        Assert.Equal(["broker.yaml"], _folder.EnumerateFileSystemInfos().Select(f => f.Name));
    }

    [Fact]
    public async Task Broker_tells_that_it_is_ready_logs_json_to_a_pipe_and_stops_on_SIGTERM()
    {
        using var broker = Start("--set", "listeners.0.port=0", "--set", "admin.port=0", "--set", "node.dataDir=:memory:");
        var stderr = broker.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        var ready = await broker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Matches(@"^RaftLog is ready: kafka=localhost:\d+ admin=http://localhost:\d+ node=1 version=\S+ startup=\d+\.\d\ds$", ready);

        Assert.Equal(0, Kill(broker.Id, signal: 15));
        await broker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

        Assert.Equal(0, broker.ExitCode);
        Assert.Empty(await broker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        var lines = (await stderr).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Matches(@"^\{""ts"":"".*""\,""level"":.*\}$", line));
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "raftlog-broker"), arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test's own settings, and those of a service it may run under, are not the broker's.
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray()) start.Environment.Remove(name);
        return Process.Start(start) ?? throw new InvalidOperationException("the broker did not start");
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("RAFTLOG__", StringComparison.OrdinalIgnoreCase)
        || name is "NOTIFY_SOCKET" or "SYSTEMD_EXEC_PID" or "LISTEN_PID" or "JOURNAL_STREAM" or "INVOCATION_ID";

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
