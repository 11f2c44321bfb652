using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace RaftLog.Primitives;

/// <summary>
/// Claims about our own state that hold unless RaftLog itself is wrong. They stay on in Release: a broken claim stops
/// the group that made it. Bytes from a socket or a disk are validated, never asserted.
/// </summary>
public static class Invariant
{
    /// <summary>Throws <see cref="InvariantBrokenException"/> when <paramref name="condition"/> is false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string? claim = null)
    {
        if (!condition) ThrowBroken(claim);
    }

    [DoesNotReturn]
    private static void ThrowBroken(string? claim) => throw new InvariantBrokenException($"Broken invariant: {claim}");
}
