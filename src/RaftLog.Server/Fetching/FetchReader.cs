using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Handlers;

namespace RaftLog.Server.Fetching;

/// <summary>Looks at the partitions of a fetch, once over all of them within one bound of bytes.</summary>
/// <param name="bytesMax">The bound; the first batch found is returned even if larger (KP-28).</param>
/// <param name="onlyStable">True for read_committed.</param>
/// <param name="mayBlock">Whether batches may be read from disk on this thread.</param>
internal ref struct FetchReader(int bytesMax, bool onlyStable, bool mayBlock)
{
    private int _remaining = bytesMax;

    /// <summary>Record bytes found.</summary>
    internal long Bytes { get; private set; }

    /// <summary>True when a partition has an error, or a reader with another history.</summary>
    internal bool HasTrouble { get; private set; }

    /// <summary>True when batches that are on disk only were left out.</summary>
    internal bool NeedsDisk { get; private set; }

    /// <summary>Looks at one partition.</summary>
    internal void Read(FetchTarget target)
    {
        if (target.Partition is not { } partition)
        {
            HasTrouble = true;
            return;
        }

        var status = partition.Status;
        var error = Check(status, target.Query);
        target.Begin(error, status);
        if (error != ErrorCode.None)
        {
            HasTrouble = true;
            return;
        }

        if (FindDivergence(partition, target)) HasTrouble = true;
        else ReadBatches(partition, target);
    }

    private static ErrorCode Check(in PartitionStatus status, in FetchQuery query)
    {
        var fencing = Leadership.CheckEpoch(status, query.CurrentLeaderEpoch);
        return fencing != ErrorCode.None ? fencing : Leadership.CheckLeader(status);
    }

    /// <summary>KIP-595: a reader that names the epoch of its last record learns whether we have the same history.</summary>
    private static bool FindDivergence(Partition partition, FetchTarget target)
    {
        var lastFetchedEpoch = target.Query.LastFetchedEpoch;
        if (lastFetchedEpoch < 0) return false;
        var end = partition.EndOfEpoch(new Term(lastFetchedEpoch));
        if (end.Term.Value == lastFetchedEpoch && end.EndOffset.Value >= target.Query.FetchOffset) return false;
        target.Diverges(end);
        return true;
    }

    private void ReadBatches(Partition partition, FetchTarget target)
    {
        var from = new Offset(target.Query.FetchOffset);
        var limit = Math.Clamp(target.Query.BytesMax, 0, Math.Max(_remaining, 0));
        var atLeastOne = Bytes == 0;
        var read = mayBlock
            ? partition.ReadFromDisk(from, limit, atLeastOne, onlyStable)
            : partition.Read(from, limit, atLeastOne, onlyStable);
        switch (read.Status)
        {
            case ReadStatus.Ok:
                Found(target, read);
                break;
            case ReadStatus.NotInMemory:
                // Without room for a single byte there is nothing to fetch from the disk.
                NeedsDisk |= limit > 0 || atLeastOne;
                break;
            case ReadStatus.NotYetServing:
                target.Found(read.Partition, null);
                break;
            default:
                HasTrouble = true;
                target.Begin(ErrorOf(read.Status), read.Partition);
                break;
        }
    }

    private void Found(FetchTarget target, in PartitionRead read)
    {
        target.Found(read.Partition, read.Batches);
        var bytes = target.Bytes;
        Bytes += bytes;
        _remaining = (int)Math.Max(_remaining - bytes, 0);
    }

    private static ErrorCode ErrorOf(ReadStatus status) => status switch
    {
        ReadStatus.OffsetOutOfRange => ErrorCode.OffsetOutOfRange,
        ReadStatus.NotLeader => ErrorCode.NotLeaderOrFollower,
        ReadStatus.StorageError => ErrorCode.KafkaStorageError,
        ReadStatus.Closed => ErrorCode.UnknownTopicOrPartition,
        _ => throw new InvariantBrokenException($"Read status {status} is not a failure."),
    };
}
