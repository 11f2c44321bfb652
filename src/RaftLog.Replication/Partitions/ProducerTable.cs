using System.Buffers;
using System.Buffers.Binary;
using RaftLog.Primitives;

namespace RaftLog.Replication.Partitions;

/// <summary>
/// What a partition remembers of its idempotent producers: epoch and the last five batches of each (KIP-98). Derived from the log alone,
/// so that every replica has the same table and a retry that reaches a new leader is recognised (KP-41).
/// </summary>
/// <remarks>
/// A producer is forgotten when the partition has seen nothing of it for the expiration time, measured in append times (the leaders'
/// clock as written in the log), so that all replicas forget at the same entry. A forgotten producer may start anywhere (KP-40).
/// </remarks>
internal sealed class ProducerTable(long expirationMs)
{
    /// <summary>Batches remembered per producer: a client has at most five requests in flight.</summary>
    internal const int WindowBatches = 5;

    private const byte SnapshotVersion = 1;
    private const int SweepEveryEntries = 4096;
    private const int ProducerBytes = 8 + 2 + 8 + 1;
    private const int BatchBytes = 4 + 4 + 8 + 8 + 4;

    private readonly Dictionary<long, Producer> _producers = [];
    private long _lastAppendTimeMs = long.MinValue;
    private int _entriesSinceSweep;

    /// <summary>How many producers are remembered.</summary>
    internal int Count => _producers.Count;

    /// <summary>The producers by id, in id order.</summary>
    internal IEnumerable<ProducerDescription> Describe() => _producers.OrderBy(p => p.Key)
        .Select(p => new ProducerDescription(p.Key, p.Value.Epoch, p.Value.Newest.LastSequence, p.Value.LastAppendTimeMs));

    /// <summary>Judges a batch that is about to be appended at <paramref name="nowMs"/>; changes nothing.</summary>
    internal ProducerCheck Check(
        long producerId, short epoch, int baseSequence, int recordSpan, long nowMs, out RememberedBatch original)
    {
        original = default;
        if (!_producers.TryGetValue(producerId, out var producer) || IsExpired(producer, nowMs)) return ProducerCheck.Accept;
        if (epoch < producer.Epoch) return ProducerCheck.Fenced;
        if (epoch > producer.Epoch) return baseSequence == 0 ? ProducerCheck.Accept : ProducerCheck.OutOfOrder;

        var lastSequence = LastSequence(baseSequence, recordSpan);
        if (producer.TryFind(baseSequence, lastSequence, out original)) return ProducerCheck.Duplicate;
        return baseSequence == NextSequence(producer.Newest.LastSequence) ? ProducerCheck.Accept : ProducerCheck.OutOfOrder;
    }

    /// <summary>Takes in a batch that was appended.</summary>
    internal void Append(in LogEntry entry, long producerId, short epoch, int baseSequence)
    {
        _lastAppendTimeMs = Math.Max(_lastAppendTimeMs, entry.AppendTimeMs);
        if (producerId >= 0 && baseSequence >= 0)
        {
            if (!_producers.TryGetValue(producerId, out var producer)) _producers.Add(producerId, producer = new Producer());
            if (producer.Epoch != epoch || IsExpired(producer, entry.AppendTimeMs)) producer.Clear();
            producer.Epoch = epoch;
            producer.LastAppendTimeMs = entry.AppendTimeMs;
            var lastSequence = LastSequence(baseSequence, checked((int)entry.RecordSpan));
            producer.Add(new RememberedBatch(baseSequence, lastSequence, entry.BaseOffset, entry.Index, entry.Term));
        }

        if (++_entriesSinceSweep >= SweepEveryEntries) Sweep();
    }

    internal void Clear()
    {
        _producers.Clear();
        _lastAppendTimeMs = long.MinValue;
        _entriesSinceSweep = 0;
    }

    /// <summary>
    /// Writes the table in producer id order, without those expired at the last append: <c>u8 version, i64 lastAppendTime, i32 count, then per
    /// producer i64 id, i16 epoch, i64 lastAppendTime, u8 batches, then per batch i32 baseSequence, i32 lastSequence, i64 baseOffset,
    /// i64 index, i32 term</c>, little-endian.
    /// </summary>
    internal void WriteTo(IBufferWriter<byte> output)
    {
        Sweep();
        var span = output.GetSpan(13);
        span[0] = SnapshotVersion;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], _lastAppendTimeMs);
        BinaryPrimitives.WriteInt32LittleEndian(span[9..], _producers.Count);
        output.Advance(13);
        foreach (var (id, producer) in _producers.OrderBy(p => p.Key)) producer.WriteTo(output, id);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote and returns how many bytes it took.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a producer table this version can read.</exception>
    internal int ReadFrom(ReadOnlySpan<byte> input)
    {
        Clear();
        if (input.Length < 13 || input[0] != SnapshotVersion) throw Unreadable();
        _lastAppendTimeMs = BinaryPrimitives.ReadInt64LittleEndian(input[1..]);
        var count = BinaryPrimitives.ReadInt32LittleEndian(input[9..]);
        var position = 13;
        for (var i = 0; i < count; i++)
        {
            if (input.Length - position < ProducerBytes) throw Unreadable();
            var id = BinaryPrimitives.ReadInt64LittleEndian(input[position..]);
            var producer = new Producer();
            position += producer.ReadFrom(input[position..]);
            if (!_producers.TryAdd(id, producer)) throw Unreadable();
        }

        return position;
    }

    internal static int LastSequence(int baseSequence, int recordSpan) =>
        (int)(((uint)baseSequence + (uint)(recordSpan - 1)) & int.MaxValue);

    private static int NextSequence(int sequence) => sequence == int.MaxValue ? 0 : sequence + 1;

    private static InvalidDataException Unreadable() => new("The producer table of the snapshot cannot be read.");

    private bool IsExpired(Producer producer, long nowMs) => nowMs - producer.LastAppendTimeMs > expirationMs;

    private void Sweep()
    {
        _entriesSinceSweep = 0;
        foreach (var (id, producer) in _producers)
        {
            if (IsExpired(producer, _lastAppendTimeMs)) _producers.Remove(id);
        }
    }

    /// <summary>One batch of the window.</summary>
    internal readonly record struct RememberedBatch(
        int BaseSequence, int LastSequence, Offset BaseOffset, LogIndex Index, Term Term);

    private sealed class Producer
    {
        private readonly RememberedBatch[] _window = new RememberedBatch[WindowBatches];
        private int _count;

        internal short Epoch { get; set; }

        internal long LastAppendTimeMs { get; set; }

        internal RememberedBatch Newest => _count == 0 ? new(0, -1, default, default, default) : _window[_count - 1];

        internal void Clear() => _count = 0;

        internal void Add(in RememberedBatch batch)
        {
            if (_count == WindowBatches)
            {
                Array.Copy(_window, 1, _window, 0, WindowBatches - 1);
                _count--;
            }

            _window[_count++] = batch;
        }

        internal bool TryFind(int baseSequence, int lastSequence, out RememberedBatch found)
        {
            for (var i = 0; i < _count; i++)
            {
                if (_window[i].BaseSequence != baseSequence || _window[i].LastSequence != lastSequence) continue;
                found = _window[i];
                return true;
            }

            found = default;
            return false;
        }

        internal void WriteTo(IBufferWriter<byte> output, long id)
        {
            var length = ProducerBytes + (_count * BatchBytes);
            var span = output.GetSpan(length);
            BinaryPrimitives.WriteInt64LittleEndian(span, id);
            BinaryPrimitives.WriteInt16LittleEndian(span[8..], Epoch);
            BinaryPrimitives.WriteInt64LittleEndian(span[10..], LastAppendTimeMs);
            span[18] = (byte)_count;
            for (var i = 0; i < _count; i++)
            {
                var row = span[(ProducerBytes + (i * BatchBytes))..];
                BinaryPrimitives.WriteInt32LittleEndian(row, _window[i].BaseSequence);
                BinaryPrimitives.WriteInt32LittleEndian(row[4..], _window[i].LastSequence);
                BinaryPrimitives.WriteInt64LittleEndian(row[8..], _window[i].BaseOffset.Value);
                BinaryPrimitives.WriteInt64LittleEndian(row[16..], _window[i].Index.Value);
                BinaryPrimitives.WriteInt32LittleEndian(row[24..], _window[i].Term.Value);
            }

            output.Advance(length);
        }

        internal int ReadFrom(ReadOnlySpan<byte> input)
        {
            Epoch = BinaryPrimitives.ReadInt16LittleEndian(input[8..]);
            LastAppendTimeMs = BinaryPrimitives.ReadInt64LittleEndian(input[10..]);
            _count = input[18];
            var length = ProducerBytes + (_count * BatchBytes);
            if (_count is 0 or > WindowBatches || input.Length < length) throw Unreadable();
            for (var i = 0; i < _count; i++)
            {
                var row = input[(ProducerBytes + (i * BatchBytes))..];
                _window[i] = new RememberedBatch(
                    BinaryPrimitives.ReadInt32LittleEndian(row),
                    BinaryPrimitives.ReadInt32LittleEndian(row[4..]),
                    new Offset(BinaryPrimitives.ReadInt64LittleEndian(row[8..])),
                    new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(row[16..])),
                    new Term(BinaryPrimitives.ReadInt32LittleEndian(row[24..])));
            }

            return length;
        }
    }
}
