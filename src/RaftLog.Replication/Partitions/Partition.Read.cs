using RaftLog.Primitives;
using RaftLog.Records;
using RaftLog.Replication.Groups;
using RaftLog.Storage.Log;

namespace RaftLog.Replication.Partitions;

/// <content>Reading: from memory at the tail, from the segments on a thread that may block.</content>
public sealed partial class Partition
{
    /// <summary>How far a compressed batch is unpacked to look for a timestamp; it was validated under a lower bound when it came in.</summary>
    private const int DecompressedBytesMax = 128 << 20;

    /// <summary>
    /// Reads whole batches from <paramref name="from"/> (inclusive) up to what the reader may see. Never blocks: answers
    /// <see cref="ReadStatus.NotInMemory"/> when the batches are on disk only.
    /// </summary>
    /// <param name="from">An offset; one inside a batch reads that batch (KP-29).</param>
    /// <param name="bytesMax">Soft limit in bytes.</param>
    /// <param name="atLeastOne">True to return the first batch even if it is larger than the limit (KIP-74).</param>
    /// <param name="onlyStable">True for read_committed.</param>
    public PartitionRead Read(Offset from, int bytesMax, bool atLeastOne, bool onlyStable)
    {
        var status = Status;
        if (!IsWithin(status, from, onlyStable, out var end, out var read)) return read;
        var batches = new BatchLease();
        switch (_log.TryReadTail(from, end, bytesMax, atLeastOne, batches))
        {
            case LogReadStatus.Hit: return new PartitionRead(ReadStatus.Ok, status, batches);
            case LogReadStatus.Empty: return new PartitionRead(ReadStatus.Ok, status, null);
            case LogReadStatus.NotInMemory: return new PartitionRead(ReadStatus.NotInMemory, status, null);
            case LogReadStatus.BelowStart: return new PartitionRead(ReadStatus.OffsetOutOfRange, status, null);
            default: throw new InvariantBrokenException("Unknown outcome of a read from memory.");
        }
    }

    /// <summary>The same from disk. Blocks.</summary>
    public PartitionRead ReadFromDisk(Offset from, int bytesMax, bool atLeastOne, bool onlyStable)
    {
        var status = Status;
        if (!IsWithin(status, from, onlyStable, out var end, out var read)) return read;
        var batches = new BatchLease();
        try
        {
            return _log.Read(from, end, bytesMax, atLeastOne, batches) switch
            {
                LogReadStatus.Hit => new PartitionRead(ReadStatus.Ok, status, batches),
                LogReadStatus.BelowStart => new PartitionRead(ReadStatus.OffsetOutOfRange, status, null),

                // What was asked for has not left memory after all, or not yet: the caller asks again.
                _ => Read(from, bytesMax, atLeastOne, onlyStable),
            };
        }
        catch (Exception e) when (e is StorageFailedException or LogCorruptException)
        {
            batches.Dispose();
            Log.ReadFailed(_services.Logger, Name, from, e);
            if (e is LogCorruptException corrupt) _group.Post(new RaftGroup.DamagedOperation(corrupt.Damage));
            return new PartitionRead(ReadStatus.StorageError, status, null);
        }
    }

    /// <summary>Where an epoch ended (KIP-320); the log end for the current one (KP-19).</summary>
    public EpochEnd EndOfEpoch(Term epoch) => _log.Epochs.EndOf(epoch, Status.LogEndOffset);

    /// <summary>The epoch of the batch that holds <paramref name="offset"/>; the current one at the log end.</summary>
    public Term EpochAt(Offset offset)
    {
        var epoch = Term.Zero;
        foreach (var row in _log.Epochs.Rows)
        {
            if (row.StartOffset > offset) break;
            epoch = row.Term;
        }

        return epoch;
    }

    /// <summary>
    /// The first record at or after <paramref name="timestampMs"/> below the high watermark (or last stable offset); null when there is
    /// none. Blocks.
    /// </summary>
    /// <exception cref="StorageFailedException">The disk refused a read.</exception>
    /// <exception cref="LogCorruptException">What was read is not what was written.</exception>
    public TimestampLookup? FindByTimestamp(long timestampMs, bool onlyStable = false)
    {
        var status = Status;
        var end = onlyStable ? status.LastStableOffset : status.HighWatermark;
        return _log.FindOffsetByTime(timestampMs, end) is { } candidate
            ? ScanByTimestamp(Offset.Max(candidate.BaseOffset, status.LogStartOffset), end, timestampMs)
            : null;
    }

    /// <summary>The record with the largest timestamp, the first of several (KIP-734); null for an empty partition. Blocks.</summary>
    /// <exception cref="StorageFailedException">The disk refused a read.</exception>
    /// <exception cref="LogCorruptException">What was read is not what was written.</exception>
    public TimestampLookup? FindMaxTimestamp()
    {
        var status = Status;
        TimestampLookup? best = null;
        var segments = _log.SegmentBoundaries;
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            // A segment whose maximum is no larger than what was found cannot hold an earlier record only if it comes later.
            if (best is { } known && segments[i].MaxTimestampMs < known.TimestampMs) continue;
            var start = Offset.Max(segments[i].BaseOffset, status.LogStartOffset);
            var end = i + 1 < segments.Length ? Offset.Min(segments[i + 1].BaseOffset, status.HighWatermark) : status.HighWatermark;
            best = MaxTimestampIn(start, end, best);
        }

        return best;
    }

    /// <summary>The idempotent producers this partition remembers (DescribeProducers), as of a moment on the pump.</summary>
    public Task<IReadOnlyList<ProducerDescription>> DescribeProducersAsync()
    {
        var operation = new DescribeProducersOperation(_state.Producers);
        _group.Post(operation);
        return operation.Task;
    }

    private static TimestampLookup Describe(ReadOnlySpan<byte> batch, in FoundRecord record) =>
        new(record.Offset, record.TimestampMs, new Term(new RecordBatchHeader(batch).PartitionLeaderEpoch));

    private BatchLease ReadOne(Offset from, Offset end)
    {
        var batches = new BatchLease();
        if (_log.TryReadTail(from, end, 1, atLeastOne: true, batches) == LogReadStatus.NotInMemory)
            _log.Read(from, end, 1, atLeastOne: true, batches);
        return batches;
    }

    private TimestampLookup? ScanByTimestamp(Offset from, Offset end, long timestampMs)
    {
        while (from < end)
        {
            using var batches = ReadOne(from, end);
            if (batches.Batches.Count == 0) return null;
            var batch = batches.Batches[0].Span;
            var fault = RecordSearch.FindFirstAtOrAfter(batch, timestampMs, from, DecompressedBytesMax, out var found);
            if (fault == RecordFault.None && found is { } record) return Describe(batch, record);
            from = batches.EndOffset;
        }

        return null;
    }

    private TimestampLookup? MaxTimestampIn(Offset from, Offset end, TimestampLookup? best)
    {
        while (from < end)
        {
            using var batches = ReadOne(from, end);
            if (batches.Batches.Count == 0) return best;
            var batch = batches.Batches[0].Span;
            var max = new RecordBatchHeader(batch).MaxTimestamp;
            var isBetter = best is not { } known || max > known.TimestampMs || (max == known.TimestampMs && from < known.Offset);
            if (isBetter && RecordSearch.FindMaxTimestamp(batch, DecompressedBytesMax, out var found) == RecordFault.None
                && found is { } record && (best is not { } old || record.TimestampMs > old.TimestampMs || record.Offset < old.Offset))
            {
                best = Describe(batch, record);
            }

            from = batches.EndOffset;
        }

        return best;
    }

    /// <summary>False when <paramref name="read"/> is the answer already: an error, or nothing to read yet.</summary>
    private static bool IsWithin(in PartitionStatus status, Offset from, bool onlyStable, out Offset end, out PartitionRead read)
    {
        end = onlyStable ? status.LastStableOffset : status.HighWatermark;
        var check = Check(status, from);
        read = new PartitionRead(check, status, null);
        return check == ReadStatus.Ok && from < end;
    }

    private static ReadStatus Check(in PartitionStatus status, Offset from)
    {
        if (status.Health is PartitionHealth.Failed or PartitionHealth.Damaged) return ReadStatus.StorageError;
        if (status.Health == PartitionHealth.Closed) return ReadStatus.Closed;
        if (!status.IsLeader) return ReadStatus.NotLeader;
        if (!status.CanServe) return ReadStatus.NotYetServing;
        return from < status.LogStartOffset || from > status.LogEndOffset ? ReadStatus.OffsetOutOfRange : ReadStatus.Ok;
    }

    private sealed class DescribeProducersOperation(ProducerTable producers) : GroupOperation, IDeferred
    {
        private readonly TaskCompletionSource<IReadOnlyList<ProducerDescription>> _completion =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        private IReadOnlyList<ProducerDescription> _found = [];

        internal Task<IReadOnlyList<ProducerDescription>> Task => _completion.Task;

        internal override void Execute(RaftGroup group)
        {
            _found = [.. producers.Describe()];
            group.Defer(this);
        }

        internal override void Abandon(RaftGroup group) => group.Defer(this);

        public void Deliver() => _completion.TrySetResult(_found);
    }
}
