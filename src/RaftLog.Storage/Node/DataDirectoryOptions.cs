using RaftLog.Primitives;

namespace RaftLog.Storage.Node;

/// <summary>What the caller of <see cref="DataDirectory.Open"/> knows.</summary>
public sealed record DataDirectoryOptions
{
    /// <summary>Where the disk's root is, as the user knows it; used in messages only.</summary>
    public required string Location { get; init; }

    /// <summary>The configured node id; a directory of another node is refused.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary>The configured cluster id, or null when none is configured: then the directory's own counts.</summary>
    public string? ClusterId { get; init; }

    /// <summary>Identifies the machine's current boot (<see cref="MachineBoot.ReadId"/>).</summary>
    public required string BootId { get; init; }

    /// <summary>Name and version of the program, kept in <c>meta.json</c> for people.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Makes the identity of a new node.</summary>
    public Func<Guid> NewNodeUuid { get; init; } = Guid.NewGuid;
}
