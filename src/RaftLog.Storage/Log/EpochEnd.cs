using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>The answer to "where did this leader epoch end" (KIP-101, KIP-279).</summary>
/// <param name="Term">The epoch the end belongs to: the one asked for, or the largest before it; <see cref="Term.None"/> when
/// unknown.</param>
/// <param name="EndOffset">Exclusive end of that epoch; -1 when unknown.</param>
public readonly record struct EpochEnd(Term Term, Offset EndOffset)
{
    /// <summary>No answer: the epoch is newer than all we know.</summary>
    public static readonly EpochEnd Unknown = new(Term.None, new Offset(-1));
}
