using RaftLog.Protocol;
using RaftLog.Replication.Partitions;
using RaftLog.Storage.Log;

namespace RaftLog.Server.Fetching;

/// <summary>
/// One partition of a fetch: the question, and the answer so far. Lives as long as its session when there is one. Not thread-safe: one
/// operation at a time has it.
/// </summary>
internal sealed class FetchTarget(FetchQuery query)
{
    private const long NeverSent = long.MinValue;

    private long _sentHighWatermark = NeverSent;
    private long _sentLogStartOffset = NeverSent;

    /// <summary>The question.</summary>
    internal FetchQuery Query { get; set; } = query;

    /// <summary>The topic's name when it is known, for metrics.</summary>
    internal string? KnownName { get; private set; }

    /// <summary>The replica; null when <see cref="Error"/> says why there is none.</summary>
    internal Partition? Partition { get; private set; }

    /// <summary>What is wrong, if anything.</summary>
    internal ErrorCode Error { get; private set; }

    /// <summary>The status the answer was judged by; meaningful with a <see cref="Partition"/>.</summary>
    internal PartitionStatus Status { get; private set; }

    /// <summary>The batches found; null when there are none.</summary>
    internal BatchLease? Batches { get; private set; }

    /// <summary>Where the reader's history departs from ours; null when it does not, or did not say.</summary>
    internal EpochEnd? Diverging { get; private set; }

    /// <summary>Record bytes found.</summary>
    internal long Bytes => Batches?.TotalBytes ?? 0;

    /// <summary>Begins a fetch: this is the replica to ask, or why there is none.</summary>
    internal void Resolve(string? name, Partition? partition, ErrorCode error)
    {
        KnownName = name;
        Partition = partition;
        Begin(error, default);
    }

    /// <summary>Begins a look at the partition.</summary>
    internal void Begin(ErrorCode error, in PartitionStatus status)
    {
        Release();
        Error = error;
        Status = status;
        Diverging = null;
    }

    /// <summary>The look found batches, or none.</summary>
    internal void Found(in PartitionStatus status, BatchLease? batches)
    {
        Status = status;
        Batches = batches;
    }

    /// <summary>The look found that the reader's history is another one.</summary>
    internal void Diverges(EpochEnd end) => Diverging = end;

    /// <summary>Gives the batches back.</summary>
    internal void Release()
    {
        Batches?.Dispose();
        Batches = null;
    }

    /// <summary>Hands the batches over; whoever takes them disposes them.</summary>
    internal BatchLease? TakeBatches()
    {
        var batches = Batches;
        Batches = null;
        return batches;
    }

    /// <summary>True when an incremental answer has to mention this partition (KIP-227).</summary>
    internal bool HasNews =>
        Error != ErrorCode.None
        || Bytes > 0
        || Diverging is not null
        || Status.HighWatermark.Value != _sentHighWatermark
        || Status.LogStartOffset.Value != _sentLogStartOffset;

    /// <summary>Remembers what the client has been told. After an error it is told everything anew.</summary>
    internal void Told()
    {
        _sentHighWatermark = Error == ErrorCode.None ? Status.HighWatermark.Value : NeverSent;
        _sentLogStartOffset = Error == ErrorCode.None ? Status.LogStartOffset.Value : NeverSent;
    }
}
