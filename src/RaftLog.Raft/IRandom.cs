namespace RaftLog.Raft;

/// <summary>The core's only source of chance, injected so that a simulation replays from its seed.</summary>
public interface IRandom
{
    /// <summary>A number from 0 (inclusive) to <paramref name="exclusiveMax"/> (exclusive).</summary>
    int Next(int exclusiveMax);
}
