using System.Globalization;
using System.Text.Json;

namespace RaftLog.LoadGenerator;

/// <summary>Prints medians with their range, and ratios between the systems.</summary>
internal static class Table
{
    private static readonly (string Name, Func<Measurement, double> Value)[] Columns =
    [
        ("MB/s", m => m.MegabytesPerSecond),
        ("records/s", m => m.RecordsPerSecond),
        ("p50 ms", m => m.P50Ms),
        ("p99 ms", m => m.P99Ms),
        ("p99.9 ms", m => m.P999Ms),
        ("CPU s/GB", m => m.CpuSecondsPerGigabyte),
        ("CPU us/record", m => m.CpuMicrosecondsPerRecord),
        ("peak MB", m => m.PeakMegabytes),
        ("control ms", m => m.ControlMs),
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    internal static void Print(IReadOnlyList<Measurement> measurements, string baseline)
    {
        foreach (var workload in measurements.GroupBy(m => m.Workload))
        {
            Console.WriteLine($"\n### {workload.Key}\n");
            Console.WriteLine($"| system | {string.Join(" | ", Columns.Select(c => c.Name))} | records read back |");
            Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", Columns.Length + 1))}");
            foreach (var system in workload.GroupBy(m => m.System))
            {
                var cells = Columns.Select(c => Median(system, c.Value));
                Console.WriteLine($"| {system.Key} ({system.Count()} runs) | {string.Join(" | ", cells)} | {system.Sum(m => m.RecordsVerified)} |");
            }

            foreach (var system in workload.GroupBy(m => m.System).Where(s => s.Key != baseline))
            {
                var reference = workload.Where(m => m.System == baseline).ToList();
                if (reference.Count == 0) continue;
                var ratios = Columns.SkipLast(1).Select(c => string.Create(
                    CultureInfo.InvariantCulture, $"{MedianOf(system, c.Value) / MedianOf(reference, c.Value):0.##}x"));
                Console.WriteLine($"| **{system.Key} / {baseline}** | {string.Join(" | ", ratios)} | | |");
            }
        }
    }

    internal static Task WriteJsonAsync(IReadOnlyList<Measurement> measurements, string path) =>
        File.WriteAllTextAsync(path, JsonSerializer.Serialize(measurements, Indented) + "\n");

    private static string Median(IEnumerable<Measurement> runs, Func<Measurement, double> value)
    {
        var values = runs.Select(value).Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{values[values.Length / 2]:0.##} [{values[0]:0.##}-{values[^1]:0.##}]");
    }

    private static double MedianOf(IEnumerable<Measurement> runs, Func<Measurement, double> value)
    {
        var values = runs.Select(value).Order().ToArray();
        return values[values.Length / 2];
    }
}
