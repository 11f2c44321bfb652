using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Storage.Tests.Log;

namespace RaftLog.Fuzz.Targets;

/// <summary>Recovery as one might write it in an afternoon: lengths are looked at, checksums are not. The fuzzer must find it out.</summary>
internal static class NaiveRecovery
{
    private const int SegmentHeaderBytes = 128;
    private const int EntryHeaderBytes = 64;

    public static List<(long Index, string Entry)> ReadAll(Dictionary<string, byte[]> files)
    {
        var entries = new List<(long Index, string Entry)>();
        foreach (var (name, bytes) in files.OrderBy(static file => file.Key, StringComparer.Ordinal))
        {
            if (name.EndsWith(".log", StringComparison.Ordinal) && !ReadSegment(bytes, entries)) break;
        }

        return entries;
    }

    private static bool ReadSegment(ReadOnlySpan<byte> bytes, List<(long Index, string Entry)> entries)
    {
        for (var at = SegmentHeaderBytes; bytes.Length - at >= EntryHeaderBytes;)
        {
            var header = bytes.Slice(at, EntryHeaderBytes);
            var length = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
            if (length < 0 || length > bytes.Length - at - EntryHeaderBytes) return false;
            var entry = new LogEntry
            {
                Kind = (EntryKind)header[9],
                Index = new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(header[16..])),
                Term = new Term(BinaryPrimitives.ReadInt32LittleEndian(header[60..])),
                BaseOffset = new Offset(BinaryPrimitives.ReadInt64LittleEndian(header[24..])),
                RecordSpan = BinaryPrimitives.ReadInt64LittleEndian(header[48..]),
                AppendTimeMs = BinaryPrimitives.ReadInt64LittleEndian(header[32..]),
            };
            if (entries.Count > 0 && entry.Index.Value != entries[^1].Index + 1) return false;
            entries.Add((entry.Index.Value, LogHarness.Describe(entry, bytes.Slice(at + EntryHeaderBytes, length))));
            at += EntryHeaderBytes + length;
        }

        return true;
    }
}
