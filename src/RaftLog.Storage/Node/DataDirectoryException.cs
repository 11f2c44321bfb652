namespace RaftLog.Storage.Node;

/// <summary>Why a data directory cannot be used.</summary>
public enum DataDirectoryProblem
{
    /// <summary>Another process, or another broker in this one, has it open.</summary>
    InUse,

    /// <summary>It cannot be created, read or written.</summary>
    NotWritable,

    /// <summary>It was made by another node.</summary>
    WrongNode,

    /// <summary>It belongs to another cluster.</summary>
    ForeignCluster,

    /// <summary>A newer RaftLog has written it.</summary>
    NewerFormat,

    /// <summary><c>meta.json</c> or a file it vouches for does not hold what was written.</summary>
    Damaged,

    /// <summary>There is data, but <c>meta.json</c> that says whose is gone.</summary>
    IdentityMissing,
}

/// <summary>The data directory is refused. The message says what is wrong, where, and what to do; the broker does not start.</summary>
public sealed class DataDirectoryException(DataDirectoryProblem problem, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The kind of trouble.</summary>
    public DataDirectoryProblem Problem { get; } = problem;
}
