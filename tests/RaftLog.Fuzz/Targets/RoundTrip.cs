using RaftLog.Protocol;

namespace RaftLog.Fuzz.Targets;

/// <summary>Reads one half of an API.</summary>
internal delegate IWireMessage MessageReader(ref KafkaReader reader, short version);

/// <summary>What was decoded can be encoded, and says the same when decoded again.</summary>
internal static class RoundTrip
{
    /// <remarks>The bytes differ from the input, which may hold unknown tagged fields and long varints; from then on they must not.</remarks>
    public static void Check(MessageReader read, IWireMessage message, short version)
    {
        var encoded = WireFormat.Encode(message, version);

        // The input's budget was its own size's; the second reading is about content.
        var reader = new KafkaReader(encoded, long.MaxValue);
        var again = WireFormat.Encode(read(ref reader, version), version);
        OracleException.Require(reader.Remaining == 0, "bytes are left over after decoding what was encoded");
        OracleException.Require(encoded.AsSpan().SequenceEqual(again), "decoding and encoding changed the message");
    }
}
