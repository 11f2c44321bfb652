using System.Globalization;
using RaftLog.Fuzz.Mutation;
using RaftLog.Protocol;

namespace RaftLog.Fuzz.Targets;

/// <summary>Response frames: what the client SDK, and a broker that asks another one, may be sent.</summary>
internal sealed class ResponseTarget : FuzzTarget
{
    private FrameCorpus? _corpus;
    private long[] _complete = [];
    private long _worstRatioPercent;

    public override string Name => "responses";

    public override string Summary => "response frames of every API and version";

    private FrameCorpus Corpus => _corpus ?? throw new InvalidOperationException("not prepared");

    public override void Prepare(ulong seed)
    {
        _corpus = FrameCorpus.OfResponses(seed);
        _complete = new long[_corpus.Entries.Count];
    }

    public override FuzzWorker CreateWorker() => new Worker(Corpus);

    public override void Collect(FuzzWorker worker)
    {
        var from = (Worker)worker;
        for (var i = 0; i < _complete.Length; i++) _complete[i] += from.Complete[i];
        _worstRatioPercent = Math.Max(_worstRatioPercent, from.Allocation.WorstRatioPercent);
    }

    public override string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{_complete.Sum()} decoded to their end, each API and version at least {_complete.Min()} times; at most {_worstRatioPercent / 100.0:F2}x the input allocated beyond the constant");

    private sealed class Worker(FrameCorpus corpus) : FuzzWorker
    {
        private readonly FuzzBuffer _buffer = new();
        private AllocationOracle _allocation;

        public long[] Complete { get; } = new long[corpus.Entries.Count];

        public AllocationOracle Allocation => _allocation;

        public override void Execute(FuzzRandom random)
        {
            var pair = random.Next(corpus.Entries.Count);
            var entry = corpus.Entries[pair];
            var input = entry.Inputs[random.Next(entry.Inputs.Length)];
            _buffer.Load(input.Bytes);
            if (!random.OneIn(16))
            {
                var from = random.OneIn(16) ? 0 : input.BodyOffset;
                new Mutator(random, _buffer).Mutate(from, input.Structure, entry.Inputs[random.Next(entry.Inputs.Length)].Bytes);
            }

            if (Decode(entry, out var body) > 0)
            {
                var allocated = Decode(entry, out body);
                OracleException.Require(allocated == 0, $"{allocated} bytes allocated for {_buffer.Length}");
            }

            if (body is null) return;
            Complete[pair]++;
            if (random.OneIn(16)) RoundTrip.Check(entry.Codec.ReadResponse, body, entry.Version);
        }

        public override string DescribeInput() => Hex(_buffer.Span);

        /// <returns>Bytes allocated, when that is more than allowed; otherwise 0.</returns>
        private long Decode(FrameCorpus.Entry entry, out IWireMessage? body)
        {
            _allocation.Begin();
            var status = ResponseDecoder.TryDecode(_buffer.Memory, entry.Codec.Api, entry.Version, out _, out body);
            var excess = _allocation.IsWithinBound(_buffer.Length, out var allocated) ? 0 : allocated;
            OracleException.Require(status is DecodeStatus.Done or DecodeStatus.Malformed, $"status {status} for a known API and version");
            OracleException.Require((body is not null) == (status == DecodeStatus.Done), "there is a body when the status is Done, and only then");
            return excess;
        }
    }
}
