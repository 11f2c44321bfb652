using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Node;

/// <summary>The texts of <see cref="DataDirectoryException"/>: what is wrong, where, and what to do about it.</summary>
internal static class DataDirectoryErrors
{
    public static DataDirectoryException InUse(string location) => new(
        DataDirectoryProblem.InUse,
        $"Data directory {location} is in use by another broker. Stop that one, or give this one a directory of its own.");

    public static DataDirectoryException NotWritable(string location, DiskException cause) => new(
        DataDirectoryProblem.NotWritable,
        $"Data directory {location} cannot be used: {cause.Message}. The broker's user must be able to read and write there.",
        cause);

    public static DataDirectoryException WrongNode(string location, int owner, NodeId configured) => new(
        DataDirectoryProblem.WrongNode,
        $"Data directory {location} belongs to node {owner}, but this broker is configured as node {configured}. "
        + "Set node.id to match, or give this broker a directory of its own. Nothing was changed.");

    public static DataDirectoryException ForeignCluster(string location, string own, string configured) => new(
        DataDirectoryProblem.ForeignCluster,
        $"Data directory {location} belongs to cluster {own}, not to {configured}. "
        + "Correct cluster.id or the seeds, or give this broker an empty directory. Nothing was changed.");

    public static DataDirectoryException NewerFormat(string location, int format) => new(
        DataDirectoryProblem.NewerFormat,
        $"Data directory {location} has format {format}, and this version of RaftLog knows formats up to {NodeMeta.CurrentFormat}. "
        + "Start it with the version that wrote it, or a later one.");

    public static DataDirectoryException Damaged(string location, string problem, Exception? cause = null) => new(
        DataDirectoryProblem.Damaged,
        $"{location}/{DataDirectory.MetaPath} is damaged: {problem}. Restore that file from a backup of this very node. If there is none, "
        + "move the directory away and start with an empty one: the node then comes back as a new one and is refilled by the others.",
        cause);

    public static DataDirectoryException IdentityMissing(string location, string found) => new(
        DataDirectoryProblem.IdentityMissing,
        $"{location} holds '{found}' but no {DataDirectory.MetaPath}, so it is not known whose data this is, and it is left alone. "
        + $"Restore {DataDirectory.MetaPath} if this is a RaftLog data directory; otherwise choose an empty one.");
}
