using System.Buffers;
using RaftLog.Protocol;
using RaftLog.Protocol.Tests.Support;

namespace RaftLog.Fuzz.Targets;

/// <summary>Valid frames of every API in every version, filled at random.</summary>
internal sealed class FrameCorpus
{
    private const int InputsPerVersion = 12;
    private const int SizeBytes = sizeof(int);

    private readonly int[] _firstOfApi;

    private FrameCorpus(IReadOnlyList<Entry> entries, int[] firstOfApi) => (Entries, _firstOfApi) = (entries, firstOfApi);

    /// <summary>One for each API and version, by ascending key and version.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>The entry of an API and version that are declared.</summary>
    public int IndexOf(MessageCodec codec, short version) => _firstOfApi[(int)codec.Api] + version - codec.Versions.Lowest;

    public static FrameCorpus OfRequests(ulong seed) => Create(
        seed,
        static codec => codec.RequestType,
        static (output, codec, version, message) => FrameEncoder.WriteRequest(output, codec.Api, version, 7, "fuzz", message),
        static (_, _) => IsRequest,
        static (_, _, frame) =>
        {
            var status = RequestDecoder.TryReadHeader(frame, out _, out var bodyOffset);
            OracleException.Require(status == DecodeStatus.Done, "a header just written must read back");
            return bodyOffset;
        });

    public static FrameCorpus OfResponses(ulong seed) => Create(
        seed,
        static codec => codec.ResponseType,
        static (output, codec, version, message) => FrameEncoder.WriteResponse(output, codec.Api, version, 7, message),
        static (codec, version) => frame => ResponseDecoder.TryDecode(frame, codec.Api, version, out _, out _) == DecodeStatus.Done,
        static (codec, version, _) => sizeof(int) + Apis.ResponseHeaderVersion(codec.Api, version));

    private static bool IsRequest(ReadOnlyMemory<byte> frame) => RequestDecoder.TryDecode(frame, out _, out _) == DecodeStatus.Done;

    private static FrameCorpus Create(
        ulong seed,
        Func<MessageCodec, Type> typeOf,
        Action<IBufferWriter<byte>, MessageCodec, short, IWireMessage> write,
        Func<MessageCodec, short, Func<ReadOnlyMemory<byte>, bool>> decoderOf,
        Func<MessageCodec, short, ReadOnlyMemory<byte>, int> bodyOffsetOf)
    {
        var cases = WireCase.All.ToDictionary(static wire => wire.Type);
        var pairs = new List<(MessageCodec Codec, short Version)>();
        var firstOfApi = new int[(int)MessageTable.All[^1].Api + 1];
        foreach (var codec in MessageTable.All)
        {
            firstOfApi[(int)codec.Api] = pairs.Count;
            for (var version = codec.Versions.Lowest; version <= codec.Versions.Highest; version++) pairs.Add((codec, version));
        }

        var entries = new Entry[pairs.Count];
        Parallel.For(0, pairs.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, at =>
        {
            var (codec, version) = pairs[at];
            var messages = new RandomMessages((int)FuzzRandom.Derive(seed, $"{codec.Name} {version}"));
            var decodes = decoderOf(codec, version);
            var inputs = new FuzzInput[InputsPerVersion];
            for (var i = 0; i < inputs.Length; i++)
            {
                var output = new ArrayBufferWriter<byte>();
                write(output, codec, version, messages.Create(cases[typeOf(codec)], version));
                var frame = output.WrittenSpan[SizeBytes..].ToArray();
                OracleException.Require(decodes(frame), $"a {codec.Name} v{version} just written must decode");
                inputs[i] = FuzzInput.Probe(frame, bodyOffsetOf(codec, version, frame), decodes);
            }

            entries[at] = new Entry(codec, version, inputs);
        });
        return new FrameCorpus(entries, firstOfApi);
    }

    /// <summary>The inputs of one API and version.</summary>
    internal sealed record Entry(MessageCodec Codec, short Version, FuzzInput[] Inputs);
}
