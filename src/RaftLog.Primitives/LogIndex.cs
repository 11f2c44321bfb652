using System.Globalization;

namespace RaftLog.Primitives;

/// <summary>
/// A position in a Raft log: one per entry (an entry that stands for several has a span). The first entry is 1; 0 is the
/// empty prefix. Never mixed with <see cref="Offset"/>: entries that carry no records have an index and no offset.
/// </summary>
public readonly record struct LogIndex(long Value) : IComparable<LogIndex>
{
    /// <summary>The empty prefix: before the first entry.</summary>
    public static readonly LogIndex Zero;

    /// <summary>The position <paramref name="count"/> further on.</summary>
    public static LogIndex operator +(LogIndex position, long count) => new(position.Value + count);

    /// <summary>The position <paramref name="count"/> further back.</summary>
    public static LogIndex operator -(LogIndex position, long count) => new(position.Value - count);

    /// <summary>The distance from <paramref name="b"/> to <paramref name="a"/>.</summary>
    public static long operator -(LogIndex a, LogIndex b) => a.Value - b.Value;

    /// <summary>Order by position.</summary>
    public static bool operator <(LogIndex a, LogIndex b) => a.Value < b.Value;

    /// <summary>Order by position.</summary>
    public static bool operator >(LogIndex a, LogIndex b) => a.Value > b.Value;

    /// <summary>Order by position.</summary>
    public static bool operator <=(LogIndex a, LogIndex b) => a.Value <= b.Value;

    /// <summary>Order by position.</summary>
    public static bool operator >=(LogIndex a, LogIndex b) => a.Value >= b.Value;

    /// <summary>The smaller of two.</summary>
    public static LogIndex Min(LogIndex a, LogIndex b) => a.Value <= b.Value ? a : b;

    /// <summary>The larger of two.</summary>
    public static LogIndex Max(LogIndex a, LogIndex b) => a.Value >= b.Value ? a : b;

    /// <inheritdoc/>
    public int CompareTo(LogIndex other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
