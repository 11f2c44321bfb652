using System.Buffers;
using System.Buffers.Binary;
using CsCheck;

namespace RaftLog.Records.Tests;

/// <summary>Batches to test with, and ways to spoil them.</summary>
internal static class Samples
{
    public const long T = 1_700_000_000_000;
    public const int Cap = 16 << 20;

    public static readonly CompressionCodec[] Codecs = Enum.GetValues<CompressionCodec>();
    public static readonly CompressionCodec[] RealCodecs = [.. Codecs.Where(c => c != CompressionCodec.None)];

    /// <summary>Records with whatever the format allows: null and empty fields, any length, any timestamp.</summary>
    public static readonly Gen<Row[]> Rows = Gen.Select(
        Gen.Long[T - 1_000_000, T + 1_000_000],
        Gen.Byte.Array[0, 200].Null(),
        Gen.OneOf(Gen.Byte.Array[0, 300], Gen.Byte.Array[100, 3000]).Null(),
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 70], Gen.Byte.Array[0, 80].Null(), (k, v) => new RecordHeader(k, v)).Array[0, 3],
        (t, k, v, h) => new Row(t, k, v, h)).Array[1, 40];

    public static BatchValidationRules Rules => BatchValidationRules.Default(T) with { TimestampAfterMaxMs = long.MaxValue };

    public static byte[] Build(IEnumerable<Row> rows, CompressionCodec codec = CompressionCodec.None, RecordBatchOptions? options = null)
    {
        var builder = new RecordBatchBuilder((options ?? RecordBatchOptions.Plain) with { Codec = codec });
        foreach (var row in rows) builder.Append(row.Timestamp, row.Key, row.Value, row.Headers);
        return builder.ToArray();
    }

    public static byte[] Three(CompressionCodec codec = CompressionCodec.None, RecordBatchOptions? options = null) => Build(
        [new(T, [1], [2, 3], [new("h", [4])]), new(T + 7, [5], null, []), new(T + 3, [6], [7], [])], codec, options);

    /// <summary>A header of <see cref="Three"/> around any block of records, with length and CRC right.</summary>
    public static byte[] Around(ReadOnlySpan<byte> block, int count, CompressionCodec codec = CompressionCodec.None)
    {
        var writer = new ArrayBufferWriter<byte>();
        writer.Write(Three().AsSpan(0, RecordBatchHeader.Bytes));
        RecordCompression.Compress(codec, block, writer);
        var batch = writer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt16BigEndian(batch.AsSpan(21), (short)codec);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(23), count - 1);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(57), count);
        RecordBatch.Seal(batch);
        return batch;
    }

    /// <summary>Changes a batch and makes its CRC right again, so that only the change itself can be refused.</summary>
    public static byte[] Changed(byte[] batch, SpanAction<byte, int> change)
    {
        var changed = (byte[])batch.Clone();
        change(changed, 0);
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(17), RecordBatch.ComputeCrc(changed));
        return changed;
    }

    public static byte[] Compressed(CompressionCodec codec, ReadOnlySpan<byte> bytes, int? level = null)
    {
        var writer = new ArrayBufferWriter<byte>();
        RecordCompression.Compress(codec, bytes, writer, level);
        return writer.WrittenSpan.ToArray();
    }

    public static (RecordFault Fault, byte[] Bytes) Decompressed(CompressionCodec codec, ReadOnlySpan<byte> bytes, int cap = Cap)
    {
        var writer = new ArrayBufferWriter<byte>();
        var fault = RecordCompression.Decompress(codec, bytes, writer, cap);
        return (fault, writer.WrittenSpan.ToArray());
    }

    public static (RecordFault Fault, List<Row> Rows) Read(ReadOnlySpan<byte> batch)
    {
        var rows = new List<Row>();
        using var reader = new RecordBatchReader(batch, Cap);
        if (reader.Fault != RecordFault.None) return (reader.Fault, rows);
        var records = reader.Records;
        while (records.MoveNext())
        {
            var record = records.Current;
            var headers = new List<RecordHeader>();
            foreach (var header in record.Headers)
                headers.Add(new RecordHeader(System.Text.Encoding.UTF8.GetString(header.Key), header.Value.ToArray()));
            rows.Add(new Row(
                reader.Header.BaseTimestamp + record.TimestampDelta, record.Key.ToArray(), record.Value.ToArray(), [.. headers],
                record.OffsetDelta));
        }

        return (records.Fault, rows);
    }

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}

/// <summary>A record as tests state it.</summary>
internal sealed record Row(long Timestamp, byte[]? Key, byte[]? Value, RecordHeader[] Headers, int OffsetDelta = -1)
{
    public string Text =>
        $"{Timestamp} {Field(Key)} {Field(Value)} {string.Join(',', Headers.Select(h => h.Key + "=" + Field(h.Value)))}";

    private static string Field(byte[]? bytes) => bytes is null ? "null" : "'" + Convert.ToHexString(bytes) + "'";
}
