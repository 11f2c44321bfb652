using System.Globalization;

namespace RaftLog.Primitives;

/// <summary>
/// A position in a partition as Kafka clients see it: one per record, the first is 0. Never mixed with
/// <see cref="LogIndex"/>; every entry header states both (docs/offsets.md).
/// </summary>
public readonly record struct Offset(long Value) : IComparable<Offset>
{
    /// <summary>The first record of a new partition.</summary>
    public static readonly Offset Zero;

    /// <summary>The position <paramref name="count"/> further on.</summary>
    public static Offset operator +(Offset position, long count) => new(position.Value + count);

    /// <summary>The position <paramref name="count"/> further back.</summary>
    public static Offset operator -(Offset position, long count) => new(position.Value - count);

    /// <summary>The distance from <paramref name="b"/> to <paramref name="a"/>.</summary>
    public static long operator -(Offset a, Offset b) => a.Value - b.Value;

    /// <summary>Order by position.</summary>
    public static bool operator <(Offset a, Offset b) => a.Value < b.Value;

    /// <summary>Order by position.</summary>
    public static bool operator >(Offset a, Offset b) => a.Value > b.Value;

    /// <summary>Order by position.</summary>
    public static bool operator <=(Offset a, Offset b) => a.Value <= b.Value;

    /// <summary>Order by position.</summary>
    public static bool operator >=(Offset a, Offset b) => a.Value >= b.Value;

    /// <summary>The smaller of two.</summary>
    public static Offset Min(Offset a, Offset b) => a.Value <= b.Value ? a : b;

    /// <summary>The larger of two.</summary>
    public static Offset Max(Offset a, Offset b) => a.Value >= b.Value ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Offset other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
