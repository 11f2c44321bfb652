using System.Buffers.Binary;
using RaftLog.Records;

namespace RaftLog.Fuzz.Mutation;

/// <summary>
/// Makes the checksums of changed log files right again (docs/log-format.md), so that what lies behind them is reached. Written from
/// the document, not with the engine's own code.
/// </summary>
internal static class SegmentForger
{
    private const int SegmentHeaderBytes = 128;
    private const int EntryHeaderBytes = 64;
    private const int IndexHeaderBytes = 96;
    private const int BatchCrcAt = 17;
    private const int BatchHeaderBytes = 61;
    private const byte DataKind = 1;

    /// <summary>Seals a file by what its name says it is.</summary>
    public static void Seal(string name, Span<byte> bytes)
    {
        if (name.EndsWith(".log", StringComparison.Ordinal)) SealSegment(bytes);
        else if (name.EndsWith(".snapshot", StringComparison.Ordinal) && bytes.Length > 12) SealAt(bytes, 8, bytes[12..]);
        else if (name.EndsWith(".index", StringComparison.Ordinal) && bytes.Length >= IndexHeaderBytes)
        {
            SealAt(bytes, 12, bytes[IndexHeaderBytes..]);
            SealAt(bytes, 8, bytes[12..IndexHeaderBytes]);
        }
    }

    private static void SealSegment(Span<byte> bytes)
    {
        if (bytes.Length < SegmentHeaderBytes) return;
        Span<byte> identity = stackalloc byte[40];
        bytes[16..36].CopyTo(identity);
        bytes[60..64].CopyTo(identity[20..]);
        bytes[40..48].CopyTo(identity[24..]);
        bytes[64..72].CopyTo(identity[32..]);
        var seed = Crc32C.Compute(identity);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[56..], seed);
        SealAt(bytes, 8, bytes[12..SegmentHeaderBytes]);
        var chain = seed;
        var at = SegmentHeaderBytes;
        while (bytes.Length - at >= EntryHeaderBytes)
        {
            var header = bytes.Slice(at, EntryHeaderBytes);
            var length = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
            if (length < 0 || length > bytes.Length - at - EntryHeaderBytes) length = 0;
            SealPayload(header, bytes.Slice(at + EntryHeaderBytes, length));
            var check = Crc32C.Append(Crc32C.Append(seed, header[4..10]), header[12..]);
            BinaryPrimitives.WriteUInt16LittleEndian(header[10..], (ushort)(check ^ (check >> 16)));
            chain = Crc32C.Append(chain, header[4..]);
            BinaryPrimitives.WriteUInt32LittleEndian(header, chain);
            at += EntryHeaderBytes + length;
        }
    }

    private static void SealPayload(Span<byte> header, Span<byte> payload)
    {
        var crc = Crc32C.Compute(payload);
        if (header[9] == DataKind && payload.Length >= BatchHeaderBytes)
        {
            crc = RecordBatch.ComputeCrc(payload);
            BinaryPrimitives.WriteUInt32BigEndian(payload[BatchCrcAt..], crc);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], crc);
    }

    private static void SealAt(Span<byte> bytes, int at, ReadOnlySpan<byte> covered) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], Crc32C.Compute(covered));
}
