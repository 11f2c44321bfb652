using System.Diagnostics;

namespace RaftLog.Chaos;

/// <summary>How a broker ended that was not expected to get ready.</summary>
internal sealed record BrokerRun(int ExitCode, string Stdout, string Stderr)
{
    /// <summary>What is on stderr without the log, whose lines are JSON.</summary>
    internal string[] Messages => [.. Stderr.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('{'))];

    /// <summary>Runs a broker to its end.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    internal static async Task<BrokerRun> ToEndAsync(IReadOnlyList<string> broker, string workingDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo(broker[0], [.. broker.Skip(1), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The broker could not be run.");
        var stdout = process.StandardOutput.ReadToEndAsync();
        var stderr = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        return new BrokerRun(process.ExitCode, await stdout, await stderr);
    }
}
