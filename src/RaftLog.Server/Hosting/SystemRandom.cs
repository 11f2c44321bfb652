using RaftLog.Raft;

namespace RaftLog.Server.Hosting;

/// <summary>Chance for election timeouts, from the runtime's shared generator.</summary>
internal sealed class SystemRandom : IRandom
{
    /// <inheritdoc/>
    public int Next(int exclusiveMax) => Random.Shared.Next(exclusiveMax);
}
