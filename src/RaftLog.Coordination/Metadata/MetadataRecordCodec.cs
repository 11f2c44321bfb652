using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Coordination.Metadata.Wire;
using RaftLog.Protocol;
using RaftLog.Records;

namespace RaftLog.Coordination.Metadata;

/// <summary>
/// The bytes of metadata records: the payload of one entry of the metadata log, and of a snapshot. One payload is one list of
/// records that take effect together.
/// </summary>
/// <remarks>
/// <code>
///  0        1                                                                     end-4      end
///  +--------+---------+-----------------------------------------------------------+----------+
///  |envelope|  count  | count x { type | version | length | body (length bytes) } | CRC-32C  |
///  |   1    | uvarint |           uvarint uvarint  uvarint                        | uint32be |
///  +--------+---------+-----------------------------------------------------------+----------+
/// </code>
/// The checksum covers everything before it. Bodies are laid out in <see cref="Wire"/>. A type, version or field this release
/// does not know is an error, never skipped.
/// </remarks>
public static class MetadataRecordCodec
{
    private const byte EnvelopeVersion = 1;
    private const int ChecksumBytes = 4;
    private const int RecordBytesMin = 3;
    private const int MemoryPerByte = 64;
    private const int MemoryAtLeast = 1 << 16;

    /// <summary>Writes <paramref name="records"/> as one payload.</summary>
    /// <remarks>The same records always give the same bytes.</remarks>
    public static void Write(IBufferWriter<byte> output, IReadOnlyCollection<MetadataRecord> records)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        var writer = new KafkaWriter(buffer);
        writer.WriteRaw([EnvelopeVersion]);
        writer.WriteUnsignedVarint((uint)records.Count);
        foreach (var record in records)
        {
            var layout = RecordMapping.ToLayout(record);
            writer.WriteUnsignedVarint((uint)record.Type);
            writer.WriteUnsignedVarint((uint)RecordMapping.WrittenVersion);
            writer.WriteUnsignedVarint((uint)layout.ComputeSize(RecordMapping.WrittenVersion));
            layout.Write(ref writer, RecordMapping.WrittenVersion);
        }

        writer.Complete();
        output.Write(buffer.WrittenSpan);
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(ChecksumBytes), Crc32C.Compute(buffer.WrittenSpan));
        output.Advance(ChecksumBytes);
    }

    /// <summary>Reads one payload; all of it, or nothing.</summary>
    /// <exception cref="MetadataFormatException">The bytes are damaged, or of a release later than this.</exception>
    public static ImmutableArray<MetadataRecord> Read(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length < 2 + ChecksumBytes) throw MetadataFormatException.Corrupt("it is too short");
        var content = payload[..^ChecksumBytes];
        var stated = BinaryPrimitives.ReadUInt32BigEndian(payload.Span[^ChecksumBytes..]);
        if (stated != Crc32C.Compute(content.Span)) throw MetadataFormatException.Corrupt("its checksum does not match");
        try
        {
            return ReadContent(content);
        }
        catch (MalformedMessageException malformed)
        {
            throw new MetadataFormatException(
                MetadataFormatFailure.MalformedRecord, $"A metadata record is malformed: {malformed.Message}", malformed);
        }
    }

    private static ImmutableArray<MetadataRecord> ReadContent(ReadOnlyMemory<byte> content)
    {
        if (content.Span[0] != EnvelopeVersion)
        {
            throw new MetadataFormatException(
                MetadataFormatFailure.UnsupportedEnvelope,
                $"Metadata is in envelope version {content.Span[0]}; this release reads {EnvelopeVersion}.");
        }

        var reader = new KafkaReader(content[1..]);
        var count = reader.ReadUnsignedVarint();
        if (count > reader.Remaining / RecordBytesMin) throw MetadataFormatException.Inconsistent("more records than bytes");
        var records = ImmutableArray.CreateBuilder<MetadataRecord>((int)count);
        for (var i = 0; i < count; i++)
        {
            var type = reader.ReadUnsignedVarint();
            var version = reader.ReadUnsignedVarint();
            var length = reader.ReadUnsignedVarint();
            if (length > reader.Remaining) throw MetadataFormatException.Inconsistent("a body longer than its payload");
            var start = 1 + reader.Position;
            reader.Skip((int)length);
            records.Add(ReadRecord(type, version, content.Slice(start, (int)length)));
        }

        if (reader.Remaining != 0) throw MetadataFormatException.Inconsistent("bytes after the last record");
        return records.MoveToImmutable();
    }

    private static MetadataRecord ReadRecord(uint type, uint version, ReadOnlyMemory<byte> body)
    {
        if (!RecordMapping.IsKnown(type))
        {
            throw new MetadataFormatException(
                MetadataFormatFailure.UnknownRecordType, $"Metadata record type {type} is not known to this release.");
        }

        if (version > RecordMapping.WrittenVersion)
        {
            throw new MetadataFormatException(
                MetadataFormatFailure.UnsupportedRecordVersion,
                $"Version {version} of metadata record {(MetadataRecordType)type} is not known to this release.");
        }

        // Checksummed bytes of our own: the budget only keeps a defect from taking the machine with it.
        var reader = new KafkaReader(body, ((long)body.Length * MemoryPerByte) + MemoryAtLeast);
        var record = RecordMapping.Read((MetadataRecordType)type, ref reader, (short)version, out var layout);
        // The size also tells of tagged fields, which the reader passes over and no release of ours writes.
        if (reader.Remaining != 0 || layout.ComputeSize((short)version) != body.Length)
        {
            throw MetadataFormatException.Inconsistent($"fields of {record.Type} that this release does not know");
        }

        return record;
    }
}
