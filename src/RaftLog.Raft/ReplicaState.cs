using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// What the rules of one replica share: the paper's figure-2 state, the timers, and the effects collected for the next
/// <see cref="Ready"/>. Only here do term, vote, role, leader and commit index change.
/// </summary>
internal sealed class ReplicaState
{
    private readonly IRandom _random;
    private int _electionTimeout;

    public ReplicaState(RaftOptions options, RestoredState restored, ILogView log, IRandom random)
    {
        options.Validate();
        Options = options;
        _random = random;
        Self = new Member(options.SelfId, restored.HardState.ReplicaUuid);
        Log = new LogTail(log, restored.FlushedIndex);
        Membership = new Membership(Log.Boundary, restored.Configuration, restored.LaterConfigurations);
        Term = restored.HardState.Term;
        Vote = restored.HardState.Vote;
        Durable = HandedOut = restored.HardState;
        CommitIndex = ValidatedIndex = restored.CommitIndex;
        if (restored.IsSuspect) FallUnderSuspicion();
        Snapshot = restored.Snapshot;

        // RELIABILITY trap 9: a log that is ahead of the term on record means that the record was lost, and a vote with it.
        if (Term < Log.LastTerm) throw new InvalidHardStateException(Term, Log.LastTerm);
        Invariant.Check(CommitIndex >= Log.Boundary && CommitIndex <= Log.LastIndex);
        Invariant.Check(restored.FlushedIndex <= Log.LastIndex);

        // A restarted replica may have promised a leader's lease its refusal to vote; a replica of a new group has promised nothing.
        LastLeaderContact = options.LeaseReads && Term > Term.Zero ? 0 : long.MinValue / 2;
        RestartElectionTimer(newTimeout: true);
    }

    public RaftOptions Options { get; }

    public Member Self { get; }

    public LogTail Log { get; }

    public Membership Membership { get; }

    public RaftRole Role { get; private set; }

    public Term Term { get; private set; }

    public NodeId Vote { get; private set; }

    /// <summary>The incarnation voted for; unknown (empty) after a restart, since the hard state names the node only.</summary>
    public Guid VoteReplica { get; private set; }

    public Member Leader { get; private set; } = new(NodeId.None, Guid.Empty);

    /// <summary>The last hard state reported durable.</summary>
    public HardState Durable { get; private set; }

    public HardState HandedOut { get; set; }

    public LogIndex CommitIndex { get; private set; }

    /// <summary>Up to here the log is known to equal that of the leader of this term: nothing beyond is acknowledged or committed.</summary>
    public LogIndex ValidatedIndex { get; private set; }

    /// <summary>The highest <see cref="RaftMessage.Sequence"/> of this term's leader processed here.</summary>
    public long LastSequence { get; private set; }

    /// <summary>True when this replica may have lost entries it acknowledged.</summary>
    public bool IsSuspect { get; private set; }

    /// <summary>Names this suspicion, so that only an answer to it can lift it; 0 when there is none.</summary>
    public long SuspectNonce { get; private set; }

    /// <summary>True when this term was won only because every voter was heard: acknowledged entries may be missing.</summary>
    public bool ElectedBySuspects { get; set; }

    /// <summary>The snapshot being installed by the driver; the log stands still meanwhile.</summary>
    public SnapshotDescriptor? Installing { get; set; }

    /// <summary>The newest snapshot this replica can send.</summary>
    public SnapshotDescriptor? Snapshot { get; set; }

    /// <summary>Ticks since the start.</summary>
    public long Now { get; private set; }

    public long LastLeaderContact { get; private set; }

    public long ElectionDeadline { get; private set; }

    public EffectBuffer<RaftMessage> Messages { get; } = new();

    public EffectBuffer<ReadState> ReadStates { get; } = new();

    public EffectBuffer<SnapshotChunk> SnapshotChunks { get; } = new();

    public bool RoleChanged { get; set; }

    public bool ConfigurationChanged { get; set; }

    public bool SnapshotWanted { get; set; }

    /// <summary>True when this replica votes in the configuration in force, under its present uuid.</summary>
    public bool IsVoter => Membership.IsVoter(Self);

    public HardState HardState => new(Term, Vote, Self.ReplicaUuid);

    /// <summary>
    /// True when no entry or vote of this term could outlive its record: the term is durable here (RELIABILITY traps 2 and 9).
    /// </summary>
    public bool IsTermDurable => Durable.Term == Term;

    /// <summary>True once an entry of the own term is committed: only then is everything acknowledged before known to be (Raft §8).</summary>
    public bool HasCommittedOwnTerm => Role == RaftRole.Leader && Log.TermAt(CommitIndex) == Term;

    /// <summary>True while this replica has reason to believe in a leader and so refuses its vote (thesis §4.2.3, §6.4.1).</summary>
    public bool IsLoyal => Options.CheckQuorum
        && (Role == RaftRole.Leader || Now - LastLeaderContact < Options.ElectionTimeoutTicks);

    public void PassTick() => Now++;

    /// <summary>The leader's broker is gone: loyalty to it ends, and the campaign starts after the jitter given.</summary>
    public void LoseLeader(int jitterTicks)
    {
        LastLeaderContact = long.MinValue / 2;
        ElectionDeadline = Now + jitterTicks;
    }

    public RaftMessage To(Member member, RaftMessageKind kind) => new()
    {
        Kind = kind,
        From = Self.Node,
        To = member.Node,
        FromReplica = Self.ReplicaUuid,
        ToReplica = member.ReplicaUuid,
        Term = Term,
    };

    public RaftMessage Reply(in RaftMessage request, RaftMessageKind kind) =>
        To(new Member(request.From, request.FromReplica), kind);

    public void Send(in RaftMessage message) => Messages.Add(message);

    /// <summary>Any state → follower: a higher term, a leader of this term, a lost round, or a lost quorum.</summary>
    public void BecomeFollower(Term term, Member leader)
    {
        Invariant.Check(term >= Term);
        var moved = Role != RaftRole.Follower || term != Term;
        if (term > Term)
        {
            // Raft figure 2: the vote is forgotten only together with its term (RELIABILITY R1).
            (Term, Vote, VoteReplica) = (term, NodeId.None, Guid.Empty);
        }

        // Ranges of a log that is about to follow somebody else would be read from what it holds by then.
        var led = Role == RaftRole.Leader;
        if (led) Messages.RemoveNew(static message => message.Kind == RaftMessageKind.AppendEntries);
        if (moved || leader != Leader) ForgetLeader(leader);
        Become(RaftRole.Follower);

        // A candidate that cannot win must not put off one that can: only a granted vote or a leader restarts a running timer.
        if (led) RestartElectionTimer(newTimeout: true);
    }

    /// <summary>Follower or candidate → pre-candidate: the election timeout passed. Term and vote stay.</summary>
    public void BecomePreCandidate()
    {
        Invariant.Check(Role != RaftRole.Leader);
        ForgetLeader(new Member(NodeId.None, Guid.Empty));
        Become(RaftRole.PreCandidate);
        RestartElectionTimer(newTimeout: true);
    }

    /// <summary>(Pre-)candidate → candidate of the next term, voting for itself.</summary>
    public void BecomeCandidate()
    {
        Invariant.Check(Role != RaftRole.Leader);
        (Term, Vote, VoteReplica) = (Term.Next(), Self.Node, Self.ReplicaUuid);
        ForgetLeader(new Member(NodeId.None, Guid.Empty));
        Become(RaftRole.Candidate);
        RestartElectionTimer(newTimeout: true);
    }

    /// <summary>Candidate → leader: a quorum voted, and what it voted on is durable here.</summary>
    public void BecomeLeader()
    {
        // RELIABILITY trap 27: the term was opened by this incarnation's own campaign, never restored from disk.
        Invariant.Check(Role == RaftRole.Candidate && IsTermDurable && Durable.Vote == Self.Node);
        ForgetLeader(Self);
        Become(RaftRole.Leader);
    }

    /// <summary>Raft §5.2: at most one vote per term, bound to one incarnation.</summary>
    public void GrantVote(Member candidate)
    {
        Invariant.Check(Vote.IsNone || (Vote == candidate.Node && VoteReplica == candidate.ReplicaUuid));
        (Vote, VoteReplica) = (candidate.Node, candidate.ReplicaUuid);
        RestartElectionTimer(newTimeout: false);
    }

    public void Persisted(in HardState durable)
    {
        if (durable.Term >= Durable.Term) Durable = durable;
    }

    /// <summary>The leader of this term was heard: any message of it counts, not only a successful append (RELIABILITY R9).</summary>
    public void HeardFromLeader(long sequence)
    {
        LastLeaderContact = Now;
        if (sequence > LastSequence) LastSequence = sequence;
        RestartElectionTimer(newTimeout: false);
    }

    public void Validated(LogIndex index)
    {
        Invariant.Check(index <= Log.LastIndex);
        if (index > ValidatedIndex) ValidatedIndex = index;
    }

    public void AdvanceCommit(LogIndex index)
    {
        // While a snapshot is installed the log stands still, so nothing of it may be handed out as newly committed.
        if (index <= CommitIndex || Installing is not null) return;
        Invariant.Check(index <= Log.LastIndex);
        CommitIndex = index;
        if (ValidatedIndex < index) ValidatedIndex = index;
        Membership.Committed(index);
        ReconsiderOwnSuspicion();
    }

    /// <summary>This replica may have lost entries it acknowledged.</summary>
    public void FallUnderSuspicion()
    {
        if (IsSuspect) return;
        IsSuspect = true;
        SuspectNonce = ((long)_random.Next(int.MaxValue) << 31) + _random.Next(int.MaxValue) + 1;
    }

    public void LiftSuspicion() => (IsSuspect, SuspectNonce) = (false, 0);

    /// <summary>A leader holds all that was ever committed (Raft §5.4.3): with an own-term commit and its log flushed it is clean.</summary>
    public void ReconsiderOwnSuspicion()
    {
        if (IsSuspect && HasCommittedOwnTerm && Log.FlushedIndex >= CommitIndex) LiftSuspicion();
    }

    /// <summary>The log and everything derived from it now is what a snapshot says.</summary>
    public void ResetTo(SnapshotDescriptor snapshot)
    {
        Log.Reset(snapshot);
        Membership.Reset(snapshot.LastIndex, snapshot.Configuration);
        ConfigurationChanged = true;
        CommitIndex = snapshot.LastIndex;
        ValidatedIndex = snapshot.LastIndex;
        Snapshot = snapshot;
    }

    public void RestartElectionTimer(bool newTimeout)
    {
        if (newTimeout)
        {
            var timeout = Options.ElectionTimeoutTicks;
            var handicap = (RaftOptions.PriorityMax - Options.Priority) * timeout / RaftOptions.PriorityMax;
            if (IsSuspect) handicap += timeout;
            _electionTimeout = timeout + handicap + _random.Next(timeout);
        }

        ElectionDeadline = Now + _electionTimeout;
    }

    private void ForgetLeader(Member leader)
    {
        RoleChanged |= leader != Leader;
        Leader = leader;
        LastSequence = 0;

        // What is committed is in the log of every later leader (Raft §5.4.3); the rest must be validated anew.
        ValidatedIndex = CommitIndex;
    }

    private void Become(RaftRole role)
    {
        RoleChanged |= role != Role || HandedOut.Term != Term;
        if (role != RaftRole.Leader) ElectedBySuspects = false;
        Role = role;
    }
}
