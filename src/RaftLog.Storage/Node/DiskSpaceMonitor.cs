using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Node;

/// <summary>
/// Decides whether produces are still taken while a disk fills up. Pure: the caller polls the disk and tells it. Not thread-safe,
/// but <see cref="AcceptsProduces"/> may be read from anywhere.
/// </summary>
/// <param name="minFreeBytes">
/// Below this much room produces are refused. At most a twentieth of the file system, so that a small one is of use. What is left
/// is the reserve for votes, configuration and deletes.
/// </param>
public sealed class DiskSpaceMonitor(long minFreeBytes)
{
    private volatile bool _accepts = true;

    /// <summary>True while there is room for produces.</summary>
    public bool AcceptsProduces => _accepts;

    /// <summary>Below this much room produces are refused, for a file system of <paramref name="totalBytes"/>.</summary>
    public long RefuseBelow(long totalBytes) => Math.Min(minFreeBytes, totalBytes / 20);

    /// <summary>
    /// From this much room on they are taken again: a quarter more, so that a disk at the edge does not flap with every segment.
    /// </summary>
    public long ResumeFrom(long totalBytes)
    {
        var refuseBelow = RefuseBelow(totalBytes);
        return refuseBelow + (refuseBelow / 4);
    }

    /// <summary>Takes in how much room there is.</summary>
    /// <returns>True when <see cref="AcceptsProduces"/> changed.</returns>
    public bool Observe(DiskSpace space) =>
        Become(_accepts ? space.Free >= RefuseBelow(space.Total) : space.Free >= ResumeFrom(space.Total));

    /// <summary>A write was refused as <see cref="DiskFailure.Full"/>, whatever the free space says (a quota, for one).</summary>
    /// <returns>True when <see cref="AcceptsProduces"/> changed.</returns>
    public bool ObserveFullWrite() => Become(false);

    private bool Become(bool accepts)
    {
        var changed = _accepts != accepts;
        _accepts = accepts;
        return changed;
    }
}
