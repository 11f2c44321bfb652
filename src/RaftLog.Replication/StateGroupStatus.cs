using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Replication.Partitions;

namespace RaftLog.Replication;

/// <summary>What any thread may know of a <see cref="StateGroup"/>, taken at one moment.</summary>
/// <param name="Health">Whether it can be used.</param>
/// <param name="CanServe">True for a leader that has committed an entry of its own term.</param>
/// <param name="Leader">The leader it knows of.</param>
/// <param name="Term">The term in force.</param>
/// <param name="CommitIndex">The last committed index (inclusive).</param>
/// <param name="LastIndex">The last appended index (inclusive).</param>
/// <param name="Configuration">Who votes and who learns.</param>
public sealed record StateGroupStatus(
    PartitionHealth Health,
    bool CanServe,
    NodeId Leader,
    Term Term,
    LogIndex CommitIndex,
    LogIndex LastIndex,
    RaftConfiguration Configuration);
