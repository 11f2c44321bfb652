using RaftLog.Primitives;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Log;

/// <summary>What a log shares with the other logs of its node.</summary>
/// <param name="Scheduler">Runs the flushes.</param>
/// <param name="Pool">Where buffers for reads come from.</param>
/// <param name="TailBudget">The bound on bytes kept in memory for tail reads, over all logs.</param>
/// <param name="Checkpoint">The node's record of how far logs were durable, told before entries it vouches for are dropped; or
/// null.</param>
public sealed record LogServices(
    IFlushScheduler Scheduler, PayloadPool Pool, TailCacheBudget TailBudget, RecoveryCheckpoint? Checkpoint = null);
