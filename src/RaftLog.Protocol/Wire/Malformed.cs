using System.Diagnostics.CodeAnalysis;

namespace RaftLog.Protocol;

/// <summary>Throws for <see cref="KafkaReader"/>, out of line so that the readers stay small enough to inline.</summary>
internal static class Malformed
{
    [DoesNotReturn]
    internal static void Truncated(int wanted, int left) =>
        throw new MalformedMessageException($"The message ends early: {wanted} more bytes expected, {left} left.");

    [DoesNotReturn]
    internal static void VarintTooLong() => throw new MalformedMessageException("A variable-length number does not fit its type.");

    [DoesNotReturn]
    internal static void NullNotAllowed() => throw new MalformedMessageException("A field that may not be null is null.");

    [DoesNotReturn]
    internal static void BadLength(long length) => throw new MalformedMessageException($"A length of {length} is impossible here.");

    [DoesNotReturn]
    internal static void BadCount(long count) => throw new MalformedMessageException($"A count of {count} is impossible here.");

    [DoesNotReturn]
    internal static void BadPresence(int mark) =>
        throw new MalformedMessageException($"The byte before a nullable structure must be 1 or -1, not {mark}.");

    [DoesNotReturn]
    internal static void InvalidUtf8() => throw new MalformedMessageException("A string is not valid UTF-8.");

    [DoesNotReturn]
    internal static void TagOutOfOrder(uint tag) =>
        throw new MalformedMessageException($"Tagged field {tag} is repeated or out of order.");

    [DoesNotReturn]
    internal static void TaggedSizeDiffers(int left) =>
        throw new MalformedMessageException($"A tagged field's size does not match its content: {left} bytes left.");

    [DoesNotReturn]
    internal static void BudgetExceeded() =>
        throw new MalformedMessageException("Decoding this message would take far more memory than its size justifies.");
}
