namespace RaftLog.Server.Configuration;

/// <summary>The <c>node</c> section.</summary>
public sealed class NodeOptions
{
    /// <summary>The value of <see cref="DataDir"/> that keeps every log in memory: nothing touches a disk and nothing survives the process.</summary>
    public const string InMemoryDataDir = ":memory:";

    /// <summary>The stable number of this broker, at least 0.</summary>
    public int Id { get; set; } = 1;

    /// <summary>The folder of logs and Raft state, relative to the working directory, or <see cref="InMemoryDataDir"/>.</summary>
    public string DataDir { get; set; } = "data";

    /// <summary>The rack or zone told to clients; null when there is none.</summary>
    public string? Rack { get; set; }

    /// <summary>True when <see cref="DataDir"/> asks for logs in memory.</summary>
    public bool IsInMemory => DataDir == InMemoryDataDir;
}
