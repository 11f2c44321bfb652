namespace RaftLog.Fuzz.Targets;

/// <summary>A valid input to start from.</summary>
/// <param name="Bytes">Its bytes; never changed.</param>
/// <param name="BodyOffset">Where the part begins that most changes go to.</param>
/// <param name="Structure">Positions that hold lengths, counts, tags and marks, as <see cref="Probe"/> found them.</param>
internal sealed record FuzzInput(byte[] Bytes, int BodyOffset, ushort[] Structure)
{
    private const int ProbedBytesMax = 256;

    /// <summary>
    /// Learns an input's structure from the decoder: a position whose lowest bit makes the difference between decoding and being
    /// refused is no plain value. So mutations find lengths without a second description of every message.
    /// </summary>
    public static FuzzInput Probe(byte[] bytes, int bodyOffset, Func<ReadOnlyMemory<byte>, bool> decodes)
    {
        var structure = new List<ushort>();
        var end = Math.Min(bytes.Length, bodyOffset + ProbedBytesMax);
        for (var at = bodyOffset; at < end; at++)
        {
            bytes[at] ^= 1;
            if (!decodes(bytes)) structure.Add((ushort)at);
            bytes[at] ^= 1;
        }

        return new FuzzInput(bytes, bodyOffset, [.. structure]);
    }
}
