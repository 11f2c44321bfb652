using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>What <see cref="SegmentReader.Next"/> found.</summary>
internal enum ReadStep : byte
{
    Entry,
    End,
    Bad,
}

/// <summary>
/// Walks the entries of one segment in order, in large reads, and believes nothing: chain, neighbours and (when asked) payload. The
/// buffers are pooled and reference-counted, so a caller may keep slices of them.
/// </summary>
internal sealed class SegmentReader : IDisposable
{
    private readonly IDiskFile _file;
    private readonly PayloadPool _pool;
    private readonly int _bufferBytes;
    private readonly long _end;
    private Payload? _buffer;
    private long _bufferStart;
    private int _bufferLength;
    private long _nextPosition;
    private LogIndex _nextIndex;
    private Offset _nextOffset;
    private Term _lastTerm;

    /// <param name="file">The segment file.</param>
    /// <param name="pool">Where the buffers come from.</param>
    /// <param name="bufferBytes">How much to read at a time; grows for a larger entry.</param>
    /// <param name="start">The entry to begin with.</param>
    /// <param name="lastTerm">No entry may have a term below this one.</param>
    /// <param name="end">Where to stop, in bytes from the start of the file.</param>
    public SegmentReader(IDiskFile file, PayloadPool pool, int bufferBytes, in SparseRow start, Term lastTerm, long end)
    {
        (_file, _pool, _bufferBytes, _end) = (file, pool, bufferBytes, end);
        (_nextPosition, _nextIndex, _nextOffset, _lastTerm) = (start.Position, start.Index, start.Offset, lastTerm);
        Chain = start.Chain;
    }

    /// <summary>The current entry's header.</summary>
    public EntryHeader Header { get; private set; }

    /// <summary>
    /// Where the current entry begins; after <see cref="ReadStep.Bad"/> or <see cref="ReadStep.End"/>, where reading stopped.
    /// </summary>
    public long Position { get; private set; }

    /// <summary>The chain value before the current entry.</summary>
    public uint ChainBefore { get; private set; }

    /// <summary>The chain value after it: the seed of the next.</summary>
    public uint Chain { get; private set; }

    public LogIndex NextIndex => _nextIndex;

    public Offset NextOffset => _nextOffset;

    public Term LastTerm => _lastTerm;

    /// <summary>What was wrong, after <see cref="ReadStep.Bad"/>.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>True when the entry is sound but of a format or kind this version does not know.</summary>
    public bool IsUnsupported { get; private set; }

    /// <summary>The current entry as a place to start from.</summary>
    public SparseRow Row => new(Header.Index, Header.BaseOffset, Position, ChainBefore);

    /// <summary>Moves to the next entry and checks its header; the payload is not touched.</summary>
    public ReadStep Next()
    {
        Position = _nextPosition;
        ChainBefore = Chain;
        if (Position == _end) return ReadStep.End;
        if (_end - Position < EntryHeader.Length) return Bad("the entry header is cut off");
        if (!TryFill(EntryHeader.Length)) return Bad("the file is shorter than it was");
        var bytes = Slice(0, EntryHeader.Length);
        if (!EntryHeader.IsChainedTo(bytes, Chain)) return Bad("the entry header's CRC differs, or it does not continue the one before");
        var header = EntryHeader.Read(bytes);
        if (HeaderProblem(header) is { } problem) return Bad(problem);
        Header = header;
        Chain = header.HeaderCrc;
        _nextPosition = Position + header.EntryLength;
        (_nextIndex, _nextOffset, _lastTerm) = (header.NextIndex, header.EndOffset, header.Term);
        return ReadStep.Entry;
    }

    /// <summary>
    /// Reads the current entry's payload and compares it with the header; false (see <see cref="Problem"/>) when it differs.
    /// </summary>
    public bool LoadPayload(bool checkCrc)
    {
        if (!TryFill((int)Header.EntryLength)) Problem = "the file is shorter than it was";
        else if (Header.PayloadProblem(PayloadSpan, checkCrc) is { } problem) Problem = problem;
        else return true;
        return false;
    }

    /// <summary>The payload, once loaded; valid until the next move.</summary>
    public ReadOnlySpan<byte> PayloadSpan => Slice(EntryHeader.Length, Header.PayloadLength);

    /// <summary>The payload as part of <see cref="Buffer"/>: whoever keeps it takes a reference to that.</summary>
    public ReadOnlyMemory<byte> PayloadMemory =>
        Buffer.Memory.Slice((int)(Position - _bufferStart) + EntryHeader.Length, Header.PayloadLength);

    public Payload Buffer => _buffer!; // set by every fill, and only read after one

    public void Dispose()
    {
        _buffer?.Release();
        _buffer = null;
    }

    private string? HeaderProblem(in EntryHeader header)
    {
        // The chained CRC has matched, so from here on a strange value was written on purpose: by another version, or by a bug.
        if (header.Version != EntryHeader.CurrentVersion || header.Kind is < EntryKind.Data or > EntryKind.Gap)
        {
            IsUnsupported = true;
            return $"entry format {header.Version}, kind {(byte)header.Kind} is not known to this version";
        }

        if (header.Index != _nextIndex) return $"the entry's index is {header.Index} instead of {_nextIndex}";
        if (header.BaseOffset != _nextOffset) return $"the entry's base offset is {header.BaseOffset} instead of {_nextOffset}";
        if (header.Term < _lastTerm) return $"the entry's term {header.Term} is lower than the one before, {_lastTerm}";
        if (header.IndexSpan < 1 || header.RecordSpan < 0 || header.FlushedIndex >= header.Index) return "the entry's spans make no sense";
        if (header.PayloadLength < 0 || header.EntryLength > int.MaxValue) return "the payload's length makes no sense";
        return header.EntryLength > _end - Position ? "the payload is cut off" : null;
    }

    private ReadStep Bad(string problem)
    {
        Problem = problem;
        return ReadStep.Bad;
    }

    private Span<byte> Slice(int offset, int length) => _buffer!.Span.Slice((int)(Position - _bufferStart) + offset, length);

    /// <summary>Makes the <paramref name="count"/> bytes from <see cref="Position"/> on available.</summary>
    private bool TryFill(int count)
    {
        var offset = Position - _bufferStart;
        if (_buffer is not null && offset >= 0 && offset + count <= _bufferLength) return true;
        var wanted = (int)Math.Min(_end - Position, Math.Max(count, _bufferBytes));
        var fresh = _pool.Rent(wanted);
        var kept = 0;
        if (_buffer is not null && offset >= 0 && offset < _bufferLength)
        {
            kept = Math.Min(_bufferLength - (int)offset, wanted);
            _buffer.Span.Slice((int)offset, kept).CopyTo(fresh.Span);
        }

        _buffer?.Release();
        _buffer = fresh;
        _bufferStart = Position;
        _bufferLength = kept + _file.Read(fresh.Span[kept..], Position + kept);
        return _bufferLength >= count;
    }
}
