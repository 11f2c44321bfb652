using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>
/// The <c>.index</c> file of a segment (docs/log-format.md, Index files): rows to start reading from, and what a scan of the
/// covered part would find.
/// Written whole under a temporary name and renamed, after the covered part was synced: so it also proves that this part was flushed.
/// </summary>
/// <remarks>
/// <code>
///  0  magic "RLINDEX1"      8  crc-32c of 12..95   12  crc-32c of the body   16  first index    24  covered bytes
/// 32  last index           40  end offset          48  max timestamp         56  last append    64  last term
/// 68  chain                72  chain seed          76  rows                  80  epochs         84  configurations   88  zeros to 95
/// 96  rows: index (8), offset (8), position (8), chain (4); epochs: term (4), index (8), offset (8); positions of configurations (8)
/// </code>
/// A row found by binary search is a hint until the entry at its position proves it; the whole body is checked when it is loaded
/// whole.
/// </remarks>
internal sealed record IndexFile
{
    public const int RowLength = 28;
    private const int HeaderLength = 96;

    private static ReadOnlySpan<byte> Magic => "RLINDEX1"u8;

    public required LogIndex FirstIndex { get; init; }

    public required uint ChainSeed { get; init; }

    /// <summary>The part of the segment the index speaks of: everything before this byte.</summary>
    public required long CoveredBytes { get; init; }

    public required LogIndex LastIndex { get; init; }

    public required Offset EndOffset { get; init; }

    public required Term LastTerm { get; init; }

    public required uint Chain { get; init; }

    public required long MaxTimestampMs { get; init; }

    public required long LastAppendTimeMs { get; init; }

    public required IReadOnlyList<SparseRow> Rows { get; init; }

    /// <summary>The terms that begin in the covered part.</summary>
    public required EpochTable Epochs { get; init; }

    /// <summary>Where in the file the entries are that carry a configuration.</summary>
    public required IReadOnlyList<long> ConfigurationPositions { get; init; }

    public byte[] Encode()
    {
        var bytes = new byte[HeaderLength + (Rows.Count * RowLength) + (Epochs.Rows.Length * 20) + (ConfigurationPositions.Count * 8)];
        var to = bytes.AsSpan();
        Magic.CopyTo(to);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], FirstIndex.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], CoveredBytes);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], LastIndex.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], EndOffset.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[48..], MaxTimestampMs);
        BinaryPrimitives.WriteInt64LittleEndian(to[56..], LastAppendTimeMs);
        BinaryPrimitives.WriteInt32LittleEndian(to[64..], LastTerm.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(to[68..], Chain);
        BinaryPrimitives.WriteUInt32LittleEndian(to[72..], ChainSeed);
        BinaryPrimitives.WriteInt32LittleEndian(to[76..], Rows.Count);
        BinaryPrimitives.WriteInt32LittleEndian(to[80..], Epochs.Rows.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[84..], ConfigurationPositions.Count);
        var rest = to[HeaderLength..];
        foreach (var row in Rows)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, row.Index.Value);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], row.Offset.Value);
            BinaryPrimitives.WriteInt64LittleEndian(rest[16..], row.Position);
            BinaryPrimitives.WriteUInt32LittleEndian(rest[24..], row.Chain);
            rest = rest[RowLength..];
        }

        foreach (var row in Epochs.Rows) rest = LogSnapshot.WriteEpoch(rest, row);
        foreach (var position in ConfigurationPositions)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, position);
            rest = rest[8..];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], Crc32C.Compute(to[HeaderLength..]));
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], Crc32C.Compute(to[12..HeaderLength]));
        return bytes;
    }

    /// <summary>Reads the whole file; null when it is missing, wrong, or of another segment: it is only a hint.</summary>
    public static IndexFile? TryLoad(IDisk disk, string path, LogIndex firstIndex, uint chainSeed)
    {
        if (WholeFile.TryRead(disk, path) is not { } bytes || bytes.Length < HeaderLength) return null;
        ReadOnlySpan<byte> from = bytes;
        if (!HeaderIsSound(from, firstIndex, chainSeed)) return null;
        if (Crc32C.Compute(from[HeaderLength..]) != BinaryPrimitives.ReadUInt32LittleEndian(from[12..])) return null;
        var rowCount = BinaryPrimitives.ReadInt32LittleEndian(from[76..]);
        var position = HeaderLength;
        if (rowCount < 0 || rowCount > (from.Length - position) / RowLength) return null;
        var rows = new SparseRow[rowCount];
        for (var i = 0; i < rowCount; i++, position += RowLength) rows[i] = ReadRow(from[position..]);
        if (LogSnapshot.ReadEpochs(from, BinaryPrimitives.ReadInt32LittleEndian(from[80..]), ref position) is not { } epochs) return null;
        var configurationCount = BinaryPrimitives.ReadInt32LittleEndian(from[84..]);
        if (configurationCount < 0 || configurationCount * 8L != from.Length - position) return null;
        var configurations = new long[configurationCount];
        for (var i = 0; i < configurationCount; i++)
            configurations[i] = BinaryPrimitives.ReadInt64LittleEndian(from[(position + (i * 8))..]);
        var index = new IndexFile
        {
            FirstIndex = firstIndex,
            ChainSeed = chainSeed,
            CoveredBytes = BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            LastIndex = new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(from[32..])),
            EndOffset = new Offset(BinaryPrimitives.ReadInt64LittleEndian(from[40..])),
            MaxTimestampMs = BinaryPrimitives.ReadInt64LittleEndian(from[48..]),
            LastAppendTimeMs = BinaryPrimitives.ReadInt64LittleEndian(from[56..]),
            LastTerm = new Term(BinaryPrimitives.ReadInt32LittleEndian(from[64..])),
            Chain = BinaryPrimitives.ReadUInt32LittleEndian(from[68..]),
            Rows = rows,
            Epochs = epochs,
            ConfigurationPositions = configurations,
        };
        return index.MakesSense() ? index : null;
    }

    /// <summary>
    /// Finds the last row not after an index (or an offset, when <paramref name="byOffset"/>) by binary search through the file,
    /// a page
    /// cache hit per step instead of megabytes in memory.
    /// </summary>
    /// <returns>False when the file is missing or of no use; true with null when the place lies before the first row.</returns>
    public static bool TryFindFloor(
        IDisk disk, string path, LogIndex firstIndex, uint chainSeed, long value, bool byOffset, out SparseRow? floor)
    {
        floor = null;
        if (!disk.FileExists(path)) return false;
        using var file = disk.Open(path, DiskOpenMode.Read);
        Span<byte> header = stackalloc byte[HeaderLength];
        if (file.Read(header, 0) < HeaderLength || !HeaderIsSound(header, firstIndex, chainSeed)) return false;
        int low = 0, high = BinaryPrimitives.ReadInt32LittleEndian(header[76..]);
        Span<byte> row = stackalloc byte[RowLength];
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (file.Read(row, HeaderLength + ((long)middle * RowLength)) < RowLength) return false;
            var found = ReadRow(row);
            if ((byOffset ? found.Offset.Value : found.Index.Value) <= value)
            {
                floor = found;
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return true;
    }

    /// <summary>
    /// True when every place lies within the covered part, and the rows rise. Checksums tell what decayed, not what was written by a bug or
    /// by somebody's hand, and the places are read from.
    /// </summary>
    private bool MakesSense()
    {
        if (CoveredBytes < SegmentHeader.Length || LastIndex < FirstIndex - 1 || EndOffset < Offset.Zero || LastTerm < Term.Zero) return false;
        var (position, index) = ((long)SegmentHeader.Length, FirstIndex);
        foreach (var row in Rows)
        {
            if (row.Position < position || row.Position > CoveredBytes - EntryHeader.Length) return false;
            if (row.Index < index || row.Index > LastIndex) return false;
            (position, index) = (row.Position, row.Index);
        }

        foreach (var at in ConfigurationPositions)
        {
            if (at < SegmentHeader.Length || at > CoveredBytes - EntryHeader.Length) return false;
        }

        return true;
    }

    private static bool HeaderIsSound(ReadOnlySpan<byte> from, LogIndex firstIndex, uint chainSeed) =>
        from[..8].SequenceEqual(Magic)
        && Crc32C.Compute(from[12..HeaderLength]) == BinaryPrimitives.ReadUInt32LittleEndian(from[8..])
        && BinaryPrimitives.ReadInt64LittleEndian(from[16..]) == firstIndex.Value
        && BinaryPrimitives.ReadUInt32LittleEndian(from[72..]) == chainSeed;

    private static SparseRow ReadRow(ReadOnlySpan<byte> from) => new(
        new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(from)),
        new Offset(BinaryPrimitives.ReadInt64LittleEndian(from[8..])),
        BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
        BinaryPrimitives.ReadUInt32LittleEndian(from[24..]));
}
