using System.Globalization;

namespace RaftLog.Primitives;

/// <summary>The stable number of a broker (<c>node.id</c>), at least 0. -1 stands for none.</summary>
public readonly record struct NodeId(int Value)
{
    /// <summary>No node: an unknown leader, a vote not cast.</summary>
    public static readonly NodeId None = new(-1);

    /// <summary>True when this is <see cref="None"/>.</summary>
    public bool IsNone => Value < 0;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
