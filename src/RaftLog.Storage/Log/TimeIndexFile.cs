using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>
/// The <c>.timeindex</c> file of a segment (docs/log-format.md, Index files), always read whole since a wrong row would skip
/// records:
/// </summary>
/// <remarks>
/// <code>
///  0  magic "RLTIMEIX"   8  crc-32c of 12..end   12  rows   16  first index   24  chain seed   28  zero
/// 32  rows: max timestamp (8), offset (8), index (8)
/// </code>
/// </remarks>
internal static class TimeIndexFile
{
    public const int RowLength = 24;
    private const int HeaderLength = 32;

    private static ReadOnlySpan<byte> Magic => "RLTIMEIX"u8;

    public static byte[] Encode(LogIndex firstIndex, uint chainSeed, IReadOnlyList<TimeRow> rows)
    {
        var bytes = new byte[HeaderLength + (rows.Count * RowLength)];
        var to = bytes.AsSpan();
        Magic.CopyTo(to);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], rows.Count);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], firstIndex.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(to[24..], chainSeed);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = to[(HeaderLength + (i * RowLength))..];
            BinaryPrimitives.WriteInt64LittleEndian(row, rows[i].MaxTimestampMs);
            BinaryPrimitives.WriteInt64LittleEndian(row[8..], rows[i].Offset.Value);
            BinaryPrimitives.WriteInt64LittleEndian(row[16..], rows[i].Index.Value);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], Crc32C.Compute(to[12..]));
        return bytes;
    }

    /// <summary>The rows, oldest first; null when the file is missing, wrong, or of another segment.</summary>
    public static TimeRow[]? TryLoad(IDisk disk, string path, LogIndex firstIndex, uint chainSeed)
    {
        if (WholeFile.TryRead(disk, path) is not { } bytes || bytes.Length < HeaderLength) return null;
        ReadOnlySpan<byte> from = bytes;
        if (!from[..8].SequenceEqual(Magic)) return null;
        if (Crc32C.Compute(from[12..]) != BinaryPrimitives.ReadUInt32LittleEndian(from[8..])) return null;
        if (BinaryPrimitives.ReadInt64LittleEndian(from[16..]) != firstIndex.Value) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(from[24..]) != chainSeed) return null;
        var count = BinaryPrimitives.ReadInt32LittleEndian(from[12..]);
        if (count < 0 || count * (long)RowLength != from.Length - HeaderLength) return null;
        var rows = new TimeRow[count];
        for (var i = 0; i < count; i++)
        {
            var row = from[(HeaderLength + (i * RowLength))..];
            rows[i] = new TimeRow(
                BinaryPrimitives.ReadInt64LittleEndian(row),
                new Offset(BinaryPrimitives.ReadInt64LittleEndian(row[8..])),
                new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(row[16..])));
        }

        return rows;
    }
}
