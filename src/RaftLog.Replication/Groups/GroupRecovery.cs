using Microsoft.Extensions.Logging;
using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Replication.Groups;

/// <summary>
/// Opens a group's replica: log, hard state and state machine brought to the same point. A replica that the journal has never heard of is
/// new and empty; one that it knows and whose log is gone is damaged, never new.
/// </summary>
internal sealed class GroupRecovery(ReplicationEnvironment environment, ILogger logger)
{
    internal RecoveredGroup Open(
        RaftGroupId id,
        string directory,
        IReadOnlyList<Member> voters,
        LogOptions options,
        IReplicatedState state,
        bool acksFromMemory)
    {
        var isKnown = environment.Journal.TryGet(id, out var replica);
        if (!isKnown)
        {
            var flags = acksFromMemory ? ReplicaFlags.MemoryDurability : ReplicaFlags.None;
            replica = new ReplicaState(Term.Zero, NodeId.None, environment.Directory.NodeUuid, flags);
            environment.Journal.Save(id, replica);
        }

        var services = new LogServices(environment.Flusher, environment.Payloads, environment.TailBudget, environment.Checkpoint);
        LogCheckpoint? checkpoint = environment.Checkpoints.TryGetValue(id, out var known) ? known : null;
        var recovered = PartitionLog.Open(environment.Directory.Disk, directory, id, options, checkpoint, services);
        if (recovered.Verdict == RecoveryVerdict.TornTail) Log.TornTail(logger, id, recovered.BytesCut);
        if (IsGone(recovered, replica)) recovered.Log.MarkDamaged(Gone(directory));
        if (recovered.Log.Damage is { } damage) Log.ReplicaDamaged(logger, id, damage.ToString());
        else RestoreState(recovered, state);
        var isDamaged = recovered.Log.Damage is not null;
        return new RecoveredGroup(recovered.Log, Restore(recovered, replica, voters, isDamaged), replica.Flags, isDamaged)
        {
            Initial = RaftConfiguration.Create(voters),
            Incoming = new IncomingSnapshot(environment.Directory.Disk, directory, id),
        };
    }

    /// <summary>Listed and absent means damaged: a blank replica under an old identity would vote away what it once acknowledged.</summary>
    private static bool IsGone(RecoveredLog recovered, in ReplicaState replica) =>
        (replica.Flags & ReplicaFlags.HasLog) != 0
        && recovered.Log.Damage is null
        && recovered.Log.LastIndex == LogIndex.Zero
        && recovered.LatestSnapshot is null;

    private static LogDamage Gone(string directory) => new(
        DamageKind.Missing, directory, 0, new LogIndex(1), "the log is gone, although this node has written it; restore the folder, or delete the topic");

    /// <summary>Brings a state machine from the newest snapshot to the end of the log. Blocks. Returns the last index replayed.</summary>
    internal static LogIndex RestoreState(PartitionLog log, LogSnapshot? snapshot, IReplicatedState state)
    {
        var lastIndex = snapshot?.LastIndex ?? LogIndex.Zero;
        state.Restore(lastIndex, snapshot is null ? default : snapshot.State.Span);
        return log.Replay(lastIndex + 1, state.Replay) - 1;
    }

    /// <summary>The newest readable snapshot at or before the log's end. Blocks.</summary>
    internal static LogSnapshot? LatestSnapshot(PartitionLog log)
    {
        var segments = log.SegmentBoundaries;
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            // A file of the same name may be left from a segment that was truncated away; an equal term makes it equal (log matching).
            if (log.ReadSnapshot(segments[i].FirstIndex) is { } snapshot && snapshot.LastTerm == log.TermAt(snapshot.LastIndex)) return snapshot;
        }

        return null;
    }

    private static void RestoreState(RecoveredLog recovered, IReplicatedState state)
    {
        var replayed = RestoreState(recovered.Log, recovered.LatestSnapshot, state);
        Invariant.Check(replayed == recovered.Log.LastIndex);
    }

    private static RestoredState Restore(RecoveredLog recovered, in ReplicaState replica, IReadOnlyList<Member> voters, bool isDamaged)
    {
        var log = recovered.Log;
        var boundary = log.FirstIndex - 1;
        var (atBoundary, later) = Configurations(recovered, voters, boundary);
        return new RestoredState
        {
            HardState = new HardState(replica.Term, replica.Vote, replica.ReplicaUuid),
            Configuration = atBoundary,
            LaterConfigurations = later,
            FlushedIndex = log.LastIndex,
            CommitIndex = boundary,
            IsSuspect = isDamaged || (replica.Flags & ReplicaFlags.Suspect) != 0,
        };
    }

    private static (RaftConfiguration AtBoundary, List<(LogIndex, RaftConfiguration)> Later) Configurations(
        RecoveredLog recovered, IReadOnlyList<Member> voters, LogIndex boundary)
    {
        var atBoundary = RaftConfiguration.Create(voters);
        var later = new List<(LogIndex, RaftConfiguration)>();
        foreach (var entry in recovered.Configurations)
        {
            if (!RaftConfiguration.TryRead(entry.Bytes.Span, out var configuration) || configuration is null)
                throw new InvalidDataException($"The configuration at index {entry.Index} cannot be read by this version of RaftLog.");
            if (entry.Index <= boundary) atBoundary = configuration;
            else later.Add((entry.Index, configuration));
        }

        return (atBoundary, later);
    }
}
