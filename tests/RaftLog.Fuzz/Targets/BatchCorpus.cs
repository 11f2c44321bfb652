using System.Text;
using RaftLog.Records;

namespace RaftLog.Fuzz.Targets;

/// <summary>Valid batches: every codec, small and large records, with and without keys, headers, producer ids and transactions.</summary>
internal static class BatchCorpus
{
    /// <summary>Bytes before this one are the header, which is never compressed.</summary>
    public const int RecordsAt = RecordBatchHeader.Bytes;

    /// <summary>2026-01-01, as the records and the broker's clock have it.</summary>
    public const long NowMs = 1_767_225_600_000;

    private const int BatchesPerCodec = 40;

    public static FuzzInput[] Create(ulong seed)
    {
        var random = new FuzzRandom();
        random.Begin(seed, 0);
        var batches = new List<FuzzInput>();
        for (var codec = CompressionCodec.None; codec <= CompressionCodec.Zstd; codec++)
        {
            for (var i = 0; i < BatchesPerCodec; i++) batches.Add(new FuzzInput(Batch(random, codec), RecordsAt, []));
        }

        var marker = new TransactionMarker { ProducerId = 7, ProducerEpoch = 1, CoordinatorEpoch = 3, TimestampMs = NowMs };
        batches.Add(new FuzzInput(ControlBatch.Build(marker), RecordsAt, []));
        return [.. batches];
    }

    private static byte[] Batch(FuzzRandom random, CompressionCodec codec)
    {
        var isIdempotent = random.OneIn(2);
        var builder = new RecordBatchBuilder(new RecordBatchOptions
        {
            Codec = codec,
            ProducerId = isIdempotent ? random.Between(0, 1_000_000) : RecordBatchHeader.NoProducerId,
            ProducerEpoch = (short)(isIdempotent ? random.Next(100) : -1),
            BaseSequence = isIdempotent ? random.Next(int.MaxValue) : -1,
            IsTransactional = isIdempotent && random.OneIn(2),
        });
        var count = random.OneIn(4) ? random.Between(10, 60) : random.Between(1, 6);
        for (var i = 0; i < count; i++)
        {
            var headers = new RecordHeader[random.OneIn(3) ? random.Between(1, 3) : 0];
            for (var h = 0; h < headers.Length; h++) headers[h] = new RecordHeader($"h{h}", random.OneIn(3) ? null : Value(random, 20));
            builder.Append(
                NowMs + random.Between(-1000, 1000),
                random.OneIn(3) ? default : new NullableBytes(Value(random, 16)),
                random.OneIn(8) ? default : new NullableBytes(Value(random, random.OneIn(20) ? 3000 : 100)),
                headers);
        }

        return builder.ToArray();
    }

    /// <summary>Bytes that compress, as real ones do.</summary>
    private static byte[] Value(FuzzRandom random, int lengthMax)
    {
        var length = random.Next(lengthMax + 1);
        if (!random.OneIn(4)) return Encoding.ASCII.GetBytes(new string((char)('a' + random.Next(26)), length));
        var bytes = new byte[length];
        random.Fill(bytes);
        return bytes;
    }
}
