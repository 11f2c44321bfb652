using System.Diagnostics;
using System.Globalization;

namespace RaftLog.Chaos;

/// <summary>A small file system in a mount namespace of its own: nobody else sees it, and it goes with the process that holds it.</summary>
internal sealed class PrivateTmpfs : IDisposable
{
    private readonly Process _holder;
    private readonly string _mountPoint;

    private PrivateTmpfs(Process holder, string mountPoint) => (_holder, _mountPoint) = (holder, mountPoint);

    /// <summary>Where it is for a process inside.</summary>
    internal string MountPoint => _mountPoint;

    /// <summary>Where it is for us, who are outside.</summary>
    internal string FromOutside => $"/proc/{_holder.Id}/root{_mountPoint}";

    /// <summary>Mounts it.</summary>
    /// <returns>Null when this machine or user may not; <paramref name="problem"/> says why.</returns>
    internal static PrivateTmpfs? TryMount(string mountPoint, int mebibytes, out string problem)
    {
        // The holder ends by itself, should we be killed.
        var script = string.Create(
            CultureInfo.InvariantCulture, $"mount -t tmpfs -o size={mebibytes}m tmpfs '{mountPoint}' && echo mounted && exec sleep 1800");
        var start = new ProcessStartInfo("unshare", ["--mount", "--propagation", "private", "sh", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process? holder;
        try
        {
            holder = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            problem = $"unshare: {e.Message}";
            return null;
        }

        problem = "";
        if (holder!.StandardOutput.ReadLine() == "mounted") return new PrivateTmpfs(holder, mountPoint);
        problem = holder.StandardError.ReadToEnd().Trim();
        holder.WaitForExit();
        holder.Dispose();
        return null;
    }

    /// <summary>The command line that runs a program inside.</summary>
    internal string[] Enter(IEnumerable<string> command) =>
        ["nsenter", "--mount", string.Create(CultureInfo.InvariantCulture, $"--target={_holder.Id}"), "--", .. command];

    public void Dispose()
    {
        _holder.Kill();
        _holder.WaitForExit();
        _holder.Dispose();
    }
}
