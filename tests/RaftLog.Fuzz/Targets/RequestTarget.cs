using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RaftLog.Fuzz.Mutation;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;

namespace RaftLog.Fuzz.Targets;

/// <summary>Reads the body behind a request's header, as <see cref="RequestDecoder.TryReadBody"/> does.</summary>
internal delegate DecodeStatus RequestBodyReader(
    ReadOnlyMemory<byte> frame, RequestHeader header, int bodyOffset, out IWireMessage? body, out string? problem);

/// <summary>Request frames: what anybody who can connect may send, before authentication.</summary>
internal sealed class RequestTarget(string name, string summary, RequestBodyReader readBody) : FuzzTarget
{
    private const int CompleteDecodesMin = 100;

    private FrameCorpus? _corpus;
    private long[] _past = [];
    private long[] _complete = [];
    private long _executed;
    private long _worstRatioPercent;
    private long _mostBytes;

    public override string Name => name;

    public override string Summary => summary;

    public static RequestTarget Real { get; } =
        new("requests", "request frames of every API and version", RequestDecoder.TryReadBody);

    private FrameCorpus Corpus => _corpus ?? throw new InvalidOperationException("not prepared");

    public override void Prepare(ulong seed)
    {
        _corpus = FrameCorpus.OfRequests(seed);
        _past = new long[_corpus.Entries.Count];
        _complete = new long[_corpus.Entries.Count];
    }

    public override FuzzWorker CreateWorker() => new Worker(Corpus, readBody);

    public override void Collect(FuzzWorker worker)
    {
        var from = (Worker)worker;
        for (var i = 0; i < _past.Length; i++)
        {
            _past[i] += from.Past[i];
            _complete[i] += from.Complete[i];
        }

        _executed += from.Executed;
        _worstRatioPercent = Math.Max(_worstRatioPercent, from.Allocation.WorstRatioPercent);
        _mostBytes = Math.Max(_mostBytes, from.Allocation.MostBytes);
    }

    public override string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{Share(_past.Sum())} past the header, {Share(_complete.Sum())} decoded to their end; at most {_mostBytes} bytes allocated, at most {_worstRatioPercent / 100.0:F2}x the input beyond the constant");

    public override IEnumerable<FuzzCheck> Judge(long executions)
    {
        yield return new FuzzCheck("at least half of the requests get past the header", _past.Sum() * 2 >= _executed, Share(_past.Sum()));

        // Short runs cannot reach the figure of a full one.
        var required = Math.Min(CompleteDecodesMin, executions / Corpus.Entries.Count / 50);
        var least = Corpus.Entries[Array.IndexOf(_complete, _complete.Min())];
        yield return new FuzzCheck(
            "every API and version is decoded to its end many times", _complete.Min() >= required,
            $"{Corpus.Entries.Count} pairs, at least {_complete.Min()} each ({least.Codec.Name} v{least.Version}), {required} required");
    }

    /// <summary>Complete decodes of each API, version by version.</summary>
    public string Table()
    {
        var table = new StringBuilder("complete decodes by API and version\n");
        MessageCodec? previous = null;
        for (var i = 0; i < _complete.Length; i++)
        {
            var entry = Corpus.Entries[i];
            if (entry.Codec != previous)
            {
                if (previous is not null) table.Append('\n');
                table.Append(CultureInfo.InvariantCulture, $"  {(int)entry.Codec.Api,3} {entry.Codec.Name,-28} {entry.Codec.Versions,-6}");
            }

            table.Append(CultureInfo.InvariantCulture, $" {_complete[i]}");
            previous = entry.Codec;
        }

        return table.ToString();
    }

    private string Share(long count) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / Math.Max(1, _executed):F1} %");

    private sealed class Worker(FrameCorpus corpus, RequestBodyReader readBody) : FuzzWorker
    {
        private readonly FuzzBuffer _buffer = new();
        private AllocationOracle _allocation;

        public long[] Past { get; } = new long[corpus.Entries.Count];

        public long[] Complete { get; } = new long[corpus.Entries.Count];

        public long Executed { get; private set; }

        public AllocationOracle Allocation => _allocation;

        public override void Execute(FuzzRandom random)
        {
            Executed++;
            MakeInput(random);
            var frame = _buffer.Memory;
            var body = Decode(frame, out var pair, out var allocated);
            if (allocated > 0)
            {
                // The runtime itself may have allocated, once.
                Decode(frame, out _, out allocated);
                OracleException.Require(allocated == 0, $"{allocated} bytes allocated for {frame.Length}");
            }

            if (pair < 0) return;
            Past[pair]++;
            if (body is null) return;
            Complete[pair]++;
            if (random.OneIn(16)) RoundTrip.Check(corpus.Entries[pair].Codec.ReadRequest, body, corpus.Entries[pair].Version);
        }

        public override string DescribeInput() => Hex(_buffer.Span);

        /// <param name="frame">The input.</param>
        /// <param name="pair">API and version when the header could be read; otherwise -1.</param>
        /// <param name="excess">Bytes allocated, when that is more than allowed; otherwise 0.</param>
        private IWireMessage? Decode(ReadOnlyMemory<byte> frame, out int pair, out long excess)
        {
            pair = -1;
            IWireMessage? body = null;
            _allocation.Begin();
            var status = RequestDecoder.TryReadHeader(frame, out var header, out var bodyOffset);
            if (status == DecodeStatus.Done)
            {
                pair = corpus.IndexOf(MessageTable.Get(header.RequestApiKey), header.RequestApiVersion);
                status = readBody(frame, header, bodyOffset, out body, out var problem);
                OracleException.Require(status is DecodeStatus.Done or DecodeStatus.Malformed, $"status {status} behind a good header");
                OracleException.Require((problem is null) == (status == DecodeStatus.Done), "malformed bodies, and only they, come with a problem");
            }

            if (_allocation.IsWithinBound(frame.Length, out excess)) excess = 0;
            OracleException.Require((body is not null) == (status == DecodeStatus.Done), "there is a body when the status is Done, and only then");
            return body;
        }

        private void MakeInput(FuzzRandom random)
        {
            var entry = corpus.Entries[random.Next(corpus.Entries.Count)];
            var input = entry.Inputs[random.Next(entry.Inputs.Length)];
            _buffer.Load(input.Bytes);
            if (random.OneIn(16)) return; // as it is: the deep paths are reached for certain

            // Some bodies under the name of another API or version.
            if (random.OneIn(32))
            {
                var other = corpus.Entries[random.Next(corpus.Entries.Count)];
                BinaryPrimitives.WriteInt16BigEndian(_buffer.Span, (short)other.Codec.Api);
                BinaryPrimitives.WriteInt16BigEndian(_buffer.Span[2..], other.Version);
                if (random.OneIn(2)) return;
            }

            var neighbours = corpus.Entries[random.Next(corpus.Entries.Count)].Inputs;
            var donor = random.OneIn(2) ? entry.Inputs[random.Next(entry.Inputs.Length)] : neighbours[random.Next(neighbours.Length)];
            var from = random.OneIn(12) ? 0 : input.BodyOffset;
            new Mutator(random, _buffer).Mutate(from, from == 0 ? [] : input.Structure, donor.Bytes);
        }
    }
}
