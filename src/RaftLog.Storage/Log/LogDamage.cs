using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>Where a log is damaged and how that is known; for the operator, and for the refill from peers.</summary>
/// <param name="Kind">The kind of damage.</param>
/// <param name="Path">The file concerned.</param>
/// <param name="Position">The byte in the file where it begins.</param>
/// <param name="Index">The first index that cannot be trusted.</param>
/// <param name="Problem">One sentence.</param>
public sealed record LogDamage(DamageKind Kind, string Path, long Position, LogIndex Index, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path} at byte {Position} (index {Index}): {Problem}";
}
