using System.Buffers.Binary;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;

namespace RaftLog.Fuzz.Targets;

/// <summary>
/// Decoders with a bug planted in front of the real one. Each is a mistake that real brokers have made; a fuzzer that does not find
/// them proves nothing by finding nothing else.
/// </summary>
internal static class Plants
{
    public static IReadOnlyList<FuzzTarget> Create() =>
    [
        new RequestTarget("plant-count", "memory taken for an array's count before it is compared with what is left", UncheckedCount),
        new RequestTarget("plant-length", "a string's length believed", UncheckedLength),
        new RequestTarget("plant-loop", "a tagged section's count believed, and the end of the input not noticed", UncheckedLoop),
        new RequestTarget("plant-status", "a body that is cut short taken for a complete one", SwallowedFailure),
        new SegmentTarget("plant-recovery", "segments read back without looking at any checksum", NaiveRecovery.ReadAll),
    ];

    /// <summary>Metadata v1-8 begin with an array: its elements' memory is taken first.</summary>
    private static DecodeStatus UncheckedCount(
        ReadOnlyMemory<byte> frame, RequestHeader header, int bodyOffset, out IWireMessage? body, out string? problem)
    {
        var bytes = frame.Span[bodyOffset..];
        if (header is { RequestApiKey: ApiKey.Metadata, RequestApiVersion: < 9 } && bytes.Length >= sizeof(int))
        {
            var count = BinaryPrimitives.ReadInt32BigEndian(bytes);
            if (count > 0) GC.KeepAlive(new bool[count]);
        }

        return RequestDecoder.TryReadBody(frame, header, bodyOffset, out body, out problem);
    }

    /// <summary>Heartbeat v0-3 begin with a string: its bytes are sliced off first.</summary>
    private static DecodeStatus UncheckedLength(
        ReadOnlyMemory<byte> frame, RequestHeader header, int bodyOffset, out IWireMessage? body, out string? problem)
    {
        var bytes = frame.Span[bodyOffset..];
        if (header is { RequestApiKey: ApiKey.Heartbeat, RequestApiVersion: < 4 } && bytes.Length >= sizeof(short))
        {
            var length = BinaryPrimitives.ReadInt16BigEndian(bytes);
            if (length > 0) _ = bytes.Slice(sizeof(short), length).Length;
        }

        return RequestDecoder.TryReadBody(frame, header, bodyOffset, out body, out problem);
    }

    /// <summary>ListGroups v3 is nothing but a tagged section: its fields are counted first, as zeros beyond the end.</summary>
    private static DecodeStatus UncheckedLoop(
        ReadOnlyMemory<byte> frame, RequestHeader header, int bodyOffset, out IWireMessage? body, out string? problem)
    {
        if (header is { RequestApiKey: ApiKey.ListGroups, RequestApiVersion: 3 })
        {
            var bytes = frame.Span[bodyOffset..];
            uint count = 0;
            var at = 0;
            while (at < Math.Min(bytes.Length, 5) && (bytes[at] & 0x80) != 0) count = (count << 7) | (uint)(bytes[at++] & 0x7f);
            // Bounded all the same, so that it is slow and does not have to be ended by the watchdog; each step waits for the one before.
            count &= int.MaxValue;
            var sum = 0L;
            for (uint i = 0; i < count; i++) sum = (sum * 31) + (at < bytes.Length ? bytes[at] : (long)(i & 1));
            GC.KeepAlive(sum);
        }

        return RequestDecoder.TryReadBody(frame, header, bodyOffset, out body, out problem);
    }

    /// <summary>Whatever is wrong with a FindCoordinator is held for an old client's way of putting it.</summary>
    private static DecodeStatus SwallowedFailure(
        ReadOnlyMemory<byte> frame, RequestHeader header, int bodyOffset, out IWireMessage? body, out string? problem)
    {
        var status = RequestDecoder.TryReadBody(frame, header, bodyOffset, out body, out problem);
        if (header.RequestApiKey != ApiKey.FindCoordinator) return status;
        problem = null;
        return DecodeStatus.Done;
    }
}
