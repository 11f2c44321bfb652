namespace RaftLog.Protocol;

/// <summary>A range of message versions, both ends inclusive.</summary>
/// <param name="Lowest">The lowest version.</param>
/// <param name="Highest">The highest version.</param>
public readonly record struct VersionRange(short Lowest, short Highest)
{
    /// <summary>Whether <paramref name="version"/> lies in the range.</summary>
    public bool Contains(short version) => version >= Lowest && version <= Highest;

    /// <summary>As Kafka writes it: <c>0-4</c>, or <c>0</c> for a single version.</summary>
    public override string ToString() => Lowest == Highest ? $"{Lowest}" : $"{Lowest}-{Highest}";
}
