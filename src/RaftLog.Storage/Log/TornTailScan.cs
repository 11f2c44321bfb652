using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>
/// Decides what a bad entry at the end of the last segment means. Pages that were never synced reach the disk in any order, so bad
/// bytes with sound entries behind them are legal after a power cut; they are corruption only when one of those entries states
/// that the
/// bad one had been flushed before it was written (docs/log-format.md, Torn tail or corruption).
/// </summary>
/// <remarks>
/// An entry behind a hole cannot be checked against its chain, so it is recognised by everything else: version, kind, plausible
/// coordinates, the 16-bit unchained check seeded by this very segment, and the payload's CRC-32C. Only a candidate that would prove
/// corruption is looked at that closely.
/// </remarks>
internal static class TornTailScan
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>The position of an entry that proves the bad one was flushed; null when there is none.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="bad">Where the bad entry begins, and the coordinates it should have.</param>
    /// <param name="lastTerm">The term before it.</param>
    /// <param name="segmentSeed">The segment's seed.</param>
    /// <param name="end">The file's length.</param>
    public static long? FindProof(IDiskFile file, in SparseRow bad, Term lastTerm, uint segmentSeed, long end)
    {
        var buffer = new byte[ChunkBytes];
        var start = bad.Position + 1;
        while (end - start >= EntryHeader.Length)
        {
            var length = file.Read(buffer, start);
            if (length < EntryHeader.Length) return null;
            var bytes = buffer.AsSpan(0, length);
            for (var i = 0; i <= length - EntryHeader.Length; i++)
            {
                if (bytes[i + 8] != EntryHeader.CurrentVersion) continue;
                if (Proves(bytes[i..], bad, lastTerm, segmentSeed, end - start - i) && PayloadMatches(file, bytes[i..], start + i))
                    return start + i;
            }

            // The last bytes are looked at again as the beginning of a header.
            start += length - EntryHeader.Length + 1;
        }

        return null;
    }

    private static bool Proves(ReadOnlySpan<byte> bytes, in SparseRow bad, Term lastTerm, uint segmentSeed, long bytesLeft)
    {
        // The cheapest test first: hardly any bytes that are not a later header get past it.
        var flushed = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]);
        var index = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]);
        if (flushed < bad.Index.Value || flushed >= index) return false;
        var header = EntryHeader.Read(bytes);
        return header.Kind is >= EntryKind.Data and <= EntryKind.Gap
            && header.BaseOffset >= bad.Offset
            && header.Term >= lastTerm
            && header.IndexSpan >= 1
            && header.RecordSpan >= 0
            && header.PayloadLength >= 0
            && header.EntryLength <= bytesLeft
            && EntryHeader.PassesUnchainedCheck(bytes, segmentSeed);
    }

    private static bool PayloadMatches(IDiskFile file, ReadOnlySpan<byte> bytes, long position)
    {
        var header = EntryHeader.Read(bytes);
        var payload = new byte[header.PayloadLength];
        return file.Read(payload, position + EntryHeader.Length) == payload.Length && header.PayloadProblem(payload) is null;
    }
}
