using System.Diagnostics;

namespace RaftLog.LoadGenerator;

/// <summary>How the disk is at the moment: appends of 4 KiB, each made durable.</summary>
internal static class DiskControl
{
    internal static double MedianMs(string directory, int appends = 200)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, $"control-{Guid.NewGuid():N}");
        var block = new byte[4096];
        var times = new double[appends];
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
            for (var i = 0; i < appends; i++)
            {
                var start = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, block, (long)i * block.Length);
                RandomAccess.FlushToDisk(file);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }
        finally
        {
            File.Delete(path);
        }

        Array.Sort(times);
        return times[appends / 2];
    }
}
