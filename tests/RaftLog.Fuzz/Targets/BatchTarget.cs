using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using RaftLog.Fuzz.Mutation;
using RaftLog.Primitives;
using RaftLog.Records;

namespace RaftLog.Fuzz.Targets;

/// <summary>
/// Record batches as a producer sends them: validated, read record by record, searched, and where the validator calls one valid, the
/// reader must agree with it.
/// </summary>
internal sealed class BatchTarget : FuzzTarget
{
    private FuzzInput[] _corpus = [];
    private readonly long[] _results = new long[byte.MaxValue];
    private long _executed;
    private long _mostBytes;

    public override string Name => "batches";

    public override string Summary => "record batches of all codecs";

    public override void Prepare(ulong seed) => _corpus = BatchCorpus.Create(seed);

    public override FuzzWorker CreateWorker() => new Worker(_corpus);

    public override void Collect(FuzzWorker worker)
    {
        var from = (Worker)worker;
        for (var i = 0; i < from.Results.Length; i++) _results[i] += from.Results[i];
        _executed += from.Executed;
        _mostBytes = Math.Max(_mostBytes, from.MostBytes);
    }

    public override string Describe()
    {
        var results = Enum.GetValues<BatchValidationResult>().Select(result => (Result: result, Count: _results[(int)result]));
        var common = string.Join(", ", results.OrderByDescending(static item => item.Count).Select(static item => $"{item.Result} {item.Count}"));
        return string.Create(CultureInfo.InvariantCulture, $"{common}; at most {_mostBytes} bytes allocated");
    }

    public override IEnumerable<FuzzCheck> Judge(long executions)
    {
        var behind = _executed - _results[(int)BatchValidationResult.CrcMismatch];
        yield return new FuzzCheck(
            "at least half of the batches get past the CRC or are refused for their frame", behind * 2 >= _executed,
            string.Create(CultureInfo.InvariantCulture, $"{100.0 * behind / Math.Max(1, _executed):F1} %"));
        var missing = Enum.GetValues<BatchValidationResult>().Where(result => _results[(int)result] == 0).ToList();
        yield return new FuzzCheck(
            "every reason to refuse a batch is met", missing.Count == 0 || executions < 100_000, string.Join(", ", missing));
    }

    private sealed class Worker(FuzzInput[] corpus) : FuzzWorker
    {
        private const int BatchLengthAt = 8;
        private const int CrcAt = 17;
        private const int AttributesAt = 21;
        private const int DecompressedBytesMax = 256 * 1024;

        /// <summary>What the decoders of third parties take for themselves, whatever comes out of them.</summary>
        private const int DecoderBytes = 1 << 20;

        private readonly FuzzBuffer _buffer = new();
        private readonly ArrayBufferWriter<byte> _records = new();

        public long[] Results { get; } = new long[byte.MaxValue];

        public long Executed { get; private set; }

        public long MostBytes { get; private set; }

        public override void Execute(FuzzRandom random)
        {
            Executed++;
            MakeInput(random);
            var rules = MakeRules(random);
            var result = Validate(rules, out var summary, out var excess);
            if (excess > 0)
            {
                Validate(rules, out _, out excess); // pools fill up once
                OracleException.Require(excess == 0, $"validation allocated {excess} bytes for {_buffer.Length}");
            }

            Results[(int)result]++;
            OracleException.Require(!string.IsNullOrEmpty(BatchValidator.Explain(result)), "every result is explained");
            var batch = _buffer.Span;
            if (batch.Length < RecordBatchHeader.Bytes || new RecordBatchHeader(batch).TotalBytes != batch.Length) return;
            var fault = Walk(batch, out var count);
            Search(batch, random);
            ControlBatch.TryRead(batch, out _);
            if (result != BatchValidationResult.Valid) return;
            OracleException.Require(fault == RecordFault.None, $"valid, and yet the reader says {fault}");
            OracleException.Require(count == summary.RecordsCount, $"valid with {summary.RecordsCount} records, and the reader finds {count}");
        }

        public override string DescribeInput() => Hex(_buffer.Span);

        private static BatchValidationRules MakeRules(FuzzRandom random)
        {
            var rules = BatchValidationRules.Default(BatchCorpus.NowMs) with
            {
                DecompressedBytesMax = random.OneIn(8) ? 100 : DecompressedBytesMax,
                AllowZstd = !random.OneIn(16),
                AllowTransactional = !random.OneIn(16),
                RequireKeys = random.OneIn(8),
                BatchBytesMax = random.OneIn(32) ? 500 : RecordBatch.DefaultBytesMax,
            };
            return random.OneIn(8) ? rules with { TimestampType = TimestampType.LogAppendTime } : rules;
        }

        private BatchValidationResult Validate(in BatchValidationRules rules, out BatchSummary summary, out long excess)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var result = BatchValidator.Validate(_buffer.Span, rules, out summary);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > MostBytes) MostBytes = allocated;
            var isCompressed = _buffer.Length >= RecordBatchHeader.Bytes && new RecordBatchHeader(_buffer.Span).Codec != CompressionCodec.None;
            excess = allocated > (isCompressed ? (16L * _buffer.Length) + DecoderBytes : 0) ? allocated : 0;
            return result;
        }

        private static RecordFault Walk(ReadOnlySpan<byte> batch, out int count)
        {
            count = 0;
            using var reader = new RecordBatchReader(batch, DecompressedBytesMax);
            if (reader.Fault != RecordFault.None) return reader.Fault;
            var records = reader.Records;
            var bytes = 0L;
            while (records.MoveNext())
            {
                var record = records.Current;
                bytes += record.Key.Span.Length + record.Value.Span.Length;
                foreach (var header in record.Headers) bytes += header.Key.Length + header.Value.Span.Length;
                count++;
            }

            OracleException.Require(bytes <= reader.Block.Length, "the records' parts come to no more than the block they lie in");
            return records.Fault;
        }

        private static void Search(ReadOnlySpan<byte> batch, FuzzRandom random)
        {
            var time = BatchCorpus.NowMs + random.Between(-2000, 2000);
            RecordSearch.FindFirstAtOrAfter(batch, time, new Offset(random.Next(4)), DecompressedBytesMax, out var found);
            OracleException.Require(found is null || found.Value.TimestampMs >= time, "a record found by time is not before it");
            RecordSearch.FindMaxTimestamp(batch, DecompressedBytesMax, out _);
        }

        private void MakeInput(FuzzRandom random)
        {
            var input = corpus[random.Next(corpus.Length)];
            var donor = corpus[random.Next(corpus.Length)];
            _buffer.Load(input.Bytes);
            if (random.OneIn(16)) return;
            if (random.OneIn(8) && new RecordBatchHeader(input.Bytes) is { Codec: CompressionCodec.None })
            {
                MutateBeneathCompression(random, donor);
                return;
            }

            var from = random.OneIn(4) ? 0 : AttributesAt;
            if (random.OneIn(2)) from = BatchCorpus.RecordsAt;
            new Mutator(random, _buffer).Mutate(Math.Min(from, _buffer.Length), [], donor.Bytes);
            if (random.OneIn(2)) return;
            if (!random.OneIn(4)) SetLength();
            Seal();
        }

        /// <summary>Sound compression around records that are not: what only a client of ill will sends.</summary>
        private void MutateBeneathCompression(FuzzRandom random, FuzzInput donor)
        {
            new Mutator(random, _buffer).Mutate(BatchCorpus.RecordsAt, [], donor.Bytes);
            if (_buffer.Length < BatchCorpus.RecordsAt) return;
            _records.ResetWrittenCount();
            var codec = (CompressionCodec)random.Between(1, (int)CompressionCodec.Zstd);
            RecordCompression.Compress(codec, _buffer.Span[BatchCorpus.RecordsAt..], _records);
            _buffer.ReplaceTail(BatchCorpus.RecordsAt, _records.WrittenSpan);
            _buffer.Span[AttributesAt + 1] = (byte)((_buffer.Span[AttributesAt + 1] & ~7) | (int)codec);
            SetLength();
            Seal();
        }

        private void SetLength()
        {
            if (_buffer.Length < RecordBatchHeader.Bytes) return;
            BinaryPrimitives.WriteInt32BigEndian(_buffer.Span[BatchLengthAt..], _buffer.Length - RecordBatchHeader.LengthPrefixBytes);
        }

        private void Seal()
        {
            if (_buffer.Length < RecordBatchHeader.Bytes) return;
            BinaryPrimitives.WriteUInt32BigEndian(_buffer.Span[CrcAt..], RecordBatch.ComputeCrc(_buffer.Span));
        }
    }
}
