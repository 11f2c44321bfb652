using System.Globalization;

namespace RaftLog.Primitives;

/// <summary>
/// A Raft term. The same number is the partition's leader epoch on Kafka surfaces (docs/offsets.md); 0 means that no
/// leader has been elected yet, -1 that there is no term to speak of.
/// </summary>
public readonly record struct Term(int Value) : IComparable<Term>
{
    /// <summary>Before the first election.</summary>
    public static readonly Term Zero;

    /// <summary>No term, as in Kafka's epoch -1.</summary>
    public static readonly Term None = new(-1);

    /// <summary>The term after this one.</summary>
    public Term Next() => new(checked(Value + 1));

    /// <inheritdoc/>
    public int CompareTo(Term other) => Value.CompareTo(other.Value);

    /// <summary>Order by number.</summary>
    public static bool operator <(Term a, Term b) => a.Value < b.Value;

    /// <summary>Order by number.</summary>
    public static bool operator >(Term a, Term b) => a.Value > b.Value;

    /// <summary>Order by number.</summary>
    public static bool operator <=(Term a, Term b) => a.Value <= b.Value;

    /// <summary>Order by number.</summary>
    public static bool operator >=(Term a, Term b) => a.Value >= b.Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
