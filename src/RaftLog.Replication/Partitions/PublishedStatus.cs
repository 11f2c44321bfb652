using System.Runtime.CompilerServices;

namespace RaftLog.Replication.Partitions;

/// <summary>
/// A <see cref="PartitionStatus"/> that one thread writes and any thread reads whole, without a lock: a sequence lock. The writer makes
/// the version odd, writes, and makes it even again; a reader that saw an odd or a changed version reads again.
/// </summary>
internal sealed class PublishedStatus
{
    private PartitionStatus _status;
    private int _version;

    internal PublishedStatus(in PartitionStatus initial) => _status = initial;

    /// <summary>The last published status.</summary>
    internal PartitionStatus Read()
    {
        var spin = default(SpinWait);
        while (true)
        {
            var before = Volatile.Read(ref _version);
            if ((before & 1) == 0)
            {
                var copy = _status;
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _version) == before) return copy;
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Publishes a new status; one writer at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Write(in PartitionStatus status)
    {
        Volatile.Write(ref _version, _version + 1);
        Interlocked.MemoryBarrier();
        _status = status;
        Volatile.Write(ref _version, _version + 1);
    }
}
