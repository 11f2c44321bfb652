using System.Globalization;

namespace RaftLog.Storage.Node;

/// <summary>Tells one boot of the machine from the next: what the page cache held is gone in between.</summary>
public static class MachineBoot
{
    private const string LinuxBootIdPath = "/proc/sys/kernel/random/boot_id";

    /// <summary>
    /// The kernel's boot id on Linux. Elsewhere the boot's time to the nearest ten seconds, which may differ within one boot when the
    /// clock is set; that errs towards distrust.
    /// </summary>
    public static string ReadId(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (OperatingSystem.IsLinux() && File.Exists(LinuxBootIdPath)) return File.ReadAllText(LinuxBootIdPath).Trim();
        var bootedAt = time.GetUtcNow().ToUnixTimeMilliseconds() - Environment.TickCount64;
        return string.Create(CultureInfo.InvariantCulture, $"booted-{(bootedAt + 5_000) / 10_000}");
    }
}
