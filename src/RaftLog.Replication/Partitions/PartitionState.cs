using System.Buffers;
using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;
using RaftLog.Replication.Groups;

namespace RaftLog.Replication.Partitions;

/// <summary>
/// What a partition replicates beside its batches: the producers it remembers and where its log starts. Derived from the log, so that
/// snapshot plus replay give the same state on every replica.
/// </summary>
/// <remarks>
/// Snapshot: <c>u8 version (1), i64 log start offset</c>, then the producer table (<see cref="ProducerTable.WriteTo"/>).
/// </remarks>
internal sealed class PartitionState(long producerExpirationMs) : IReplicatedState
{
    private const byte SnapshotVersion = 1;

    private readonly Queue<(LogIndex Index, Offset Start)> _uncommittedStarts = new();
    private Offset _appendedStart;

    /// <summary>The producers, with everything appended so far.</summary>
    internal ProducerTable Producers { get; } = new(producerExpirationMs);

    /// <summary>The first readable offset by committed trims; the log itself may start later or earlier.</summary>
    internal Offset LogStartOffset { get; private set; }

    /// <inheritdoc/>
    public void Replay(in LogEntry entry, ReadOnlySpan<byte> payload)
    {
        switch (entry.Kind)
        {
            case EntryKind.Data:
                var header = new RecordBatchHeader(payload);
                Producers.Append(entry, header.ProducerId, header.ProducerEpoch, header.BaseSequence);
                break;
            case EntryKind.Command:
                var start = TrimCommand.Read(payload);
                if (start <= _appendedStart) break;
                _appendedStart = start;
                _uncommittedStarts.Enqueue((entry.LastIndex, start));
                break;
            case EntryKind.NoOp or EntryKind.Configuration or EntryKind.Gap:
                break;
            default:
                throw new InvalidDataException($"Entry {entry.Index} has the unknown kind {(byte)entry.Kind}.");
        }
    }

    /// <inheritdoc/>
    public void Committed(LogIndex index)
    {
        while (_uncommittedStarts.TryPeek(out var pending) && pending.Index <= index)
        {
            LogStartOffset = Offset.Max(LogStartOffset, pending.Start);
            _uncommittedStarts.Dequeue();
        }
    }

    /// <inheritdoc/>
    public void WriteSnapshot(IBufferWriter<byte> output)
    {
        var span = output.GetSpan(9);
        span[0] = SnapshotVersion;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], _appendedStart.Value);
        output.Advance(9);
        Producers.WriteTo(output);
    }

    /// <inheritdoc/>
    public void Restore(LogIndex lastIndex, ReadOnlySpan<byte> snapshot)
    {
        Producers.Clear();
        _uncommittedStarts.Clear();
        _appendedStart = default;
        if (snapshot.IsEmpty) return;
        if (snapshot.Length < 9 || snapshot[0] != SnapshotVersion)
            throw new InvalidDataException("The partition's snapshot was written by another version of RaftLog.");

        // What a snapshot holds may be ahead of the commit; it becomes visible with the commit of its last index.
        _appendedStart = new Offset(BinaryPrimitives.ReadInt64LittleEndian(snapshot[1..]));
        if (_appendedStart > LogStartOffset) _uncommittedStarts.Enqueue((lastIndex, _appendedStart));
        var read = Producers.ReadFrom(snapshot[9..]);
        if (9 + read != snapshot.Length) throw new InvalidDataException("The partition's snapshot is longer than its contents.");
    }
}
