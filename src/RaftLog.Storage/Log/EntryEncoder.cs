using System.Buffers;
using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// Lays entries out for one write: headers and small payloads are copied back to back into a slab, large payloads go as they are. At
/// below 16 KiB a copy is cheaper than another piece of a gathered write; above, the copy would cost more.
/// </summary>
internal sealed class EntryEncoder : IDisposable
{
    private const int SlabBytes = 1 << 20;
    private const int CopyBelowBytes = 16 << 10;
    private const int PiecesMax = 512;

    private readonly byte[] _slab = ArrayPool<byte>.Shared.Rent(SlabBytes);
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly List<(EntryHeader Header, long MaxTimestampMs)> _headers = [];
    private int _used;
    private int _pieceStart;

    /// <summary>What to write, back to back.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces => _pieces;

    /// <summary>The headers laid out, with the largest timestamp of those that are batches (else -1).</summary>
    public IReadOnlyList<(EntryHeader Header, long MaxTimestampMs)> Headers => _headers;

    /// <summary>Sum of the pieces' lengths.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lays out entries from <paramref name="first"/> on, as many as make one good write.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="first">The position of the first.</param>
    /// <param name="flushedIndex">What the headers state as flushed.</param>
    /// <param name="chain">The chain value before the first.</param>
    /// <param name="segmentSeed">The segment's seed.</param>
    /// <returns>How many entries were laid out.</returns>
    public int Encode(List<LogEntry> entries, int first, LogIndex flushedIndex, uint chain, uint segmentSeed)
    {
        _pieces.Clear();
        _headers.Clear();
        (_used, _pieceStart, Bytes) = (0, 0, 0);
        var next = first;
        for (; next < entries.Count && Bytes < SlabBytes && _pieces.Count < PiecesMax; next++)
        {
            var entry = entries[next];
            var copied = EntryHeader.Length + (entry.PayloadLength < CopyBelowBytes ? entry.PayloadLength : 0);
            if (_used + copied > SlabBytes) break;
            var header = _slab.AsSpan(_used, EntryHeader.Length);
            chain = EntryHeader.Write(header, entry, flushedIndex, chain, segmentSeed);
            _headers.Add((EntryHeader.Read(header), entry.Kind == EntryKind.Data ? BatchFields.MaxTimestamp(entry.PayloadSpan) : -1));
            _used += EntryHeader.Length;
            AddPayload(entry);
            Bytes += EntryHeader.Length + entry.PayloadLength;
        }

        EndPiece();
        return next - first;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_slab);

    private void AddPayload(in LogEntry entry)
    {
        if (entry.Payload is null) return;
        if (entry.PayloadLength < CopyBelowBytes)
        {
            entry.PayloadSpan.CopyTo(_slab.AsSpan(_used));
            _used += entry.PayloadLength;
            return;
        }

        EndPiece();
        _pieces.Add(entry.Payload.Memory);
    }

    private void EndPiece()
    {
        if (_used > _pieceStart) _pieces.Add(_slab.AsMemory(_pieceStart, _used - _pieceStart));
        _pieceStart = _used;
    }
}
