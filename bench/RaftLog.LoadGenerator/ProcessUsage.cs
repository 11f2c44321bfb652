using System.Globalization;

namespace RaftLog.LoadGenerator;

/// <summary>What a set of processes used so far, from /proc.</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="PeakBytes">Sum of the peaks of resident memory (VmHWM).</param>
internal readonly record struct ProcessUsage(double CpuSeconds, long PeakBytes)
{
    private const double ClockTicksPerSecond = 100;

    internal static ProcessUsage Read(IReadOnlyList<int> processIds)
    {
        double cpu = 0;
        long peak = 0;
        foreach (var id in processIds)
        {
            // The name, in parentheses, may hold spaces: fields are counted after it.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            cpu += (Number(fields[11]) + Number(fields[12])) / ClockTicksPerSecond;
            var line = File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            peak += Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
        }

        return new ProcessUsage(cpu, peak);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
