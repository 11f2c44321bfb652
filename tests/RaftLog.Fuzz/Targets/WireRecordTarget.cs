using System.Globalization;
using RaftLog.Fuzz.Mutation;
using RaftLog.Protocol;
using RaftLog.Protocol.Tests.Support;

namespace RaftLog.Fuzz.Targets;

/// <summary>Messages that travel in no frame: headers, and the keys and values of the coordinators' logs.</summary>
internal sealed class WireRecordTarget : FuzzTarget
{
    private const int InputsPerVersion = 24;

    private readonly List<Entry> _entries = [];
    private long _complete;

    public override string Name => "wire-records";

    public override string Summary => "headers, and keys and values of coordinator logs";

    public override void Prepare(ulong seed)
    {
        var inFrames = MessageTable.All.SelectMany(static codec => new[] { codec.RequestType, codec.ResponseType }).ToHashSet();
        foreach (var wire in WireCase.All)
        {
            if (inFrames.Contains(wire.Type)) continue;
            foreach (var version in wire.EachVersion)
            {
                var messages = new RandomMessages((int)FuzzRandom.Derive(seed, $"{wire.Type.Name} {version}"));
                var inputs = new FuzzInput[InputsPerVersion];
                for (var i = 0; i < inputs.Length; i++)
                {
                    var bytes = WireFormat.Encode(messages.Create(wire, version), version);
                    inputs[i] = FuzzInput.Probe(bytes, 0, changed => TryRead(wire, changed, version) is not null);
                }

                _entries.Add(new Entry(wire, version, inputs));
            }
        }
    }

    public override FuzzWorker CreateWorker() => new Worker(_entries);

    public override void Collect(FuzzWorker worker) => _complete += ((Worker)worker).Complete;

    public override string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"{_entries.Count} types and versions, {_complete} decoded to their end");

    private static IWireMessage? TryRead(WireCase wire, ReadOnlyMemory<byte> bytes, short version)
    {
        try
        {
            return wire.Read(bytes, version);
        }
        catch (MalformedMessageException)
        {
            return null;
        }
    }

    private sealed record Entry(WireCase Wire, short Version, FuzzInput[] Inputs);

    private sealed class Worker(List<Entry> entries) : FuzzWorker
    {
        private readonly FuzzBuffer _buffer = new();
        private AllocationOracle _allocation;

        public long Complete { get; private set; }

        public override void Execute(FuzzRandom random)
        {
            var entry = entries[random.Next(entries.Count)];
            var input = entry.Inputs[random.Next(entry.Inputs.Length)];
            _buffer.Load(input.Bytes);
            if (!random.OneIn(16))
                new Mutator(random, _buffer).Mutate(0, input.Structure, entry.Inputs[random.Next(entry.Inputs.Length)].Bytes);
            if (!IsWithinBound(entry, out var message, out _))
                OracleException.Require(IsWithinBound(entry, out message, out var allocated), $"{allocated} bytes allocated for {_buffer.Length}");
            if (message is null) return;
            Complete++;
            if (!random.OneIn(16)) return;
            var encoded = WireFormat.Encode(message, entry.Version);
            var again = WireFormat.Encode(entry.Wire.ReadCharging(encoded, entry.Version, out _), entry.Version);
            OracleException.Require(encoded.AsSpan().SequenceEqual(again), "decoding and encoding changed the message");
        }

        public override string DescribeInput() => Hex(_buffer.Span);

        private bool IsWithinBound(Entry entry, out IWireMessage? message, out long allocated)
        {
            _allocation.Begin();
            message = TryRead(entry.Wire, _buffer.Memory, entry.Version);
            return _allocation.IsWithinBound(_buffer.Length, out allocated);
        }
    }
}
