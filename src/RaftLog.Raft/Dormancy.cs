using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// Watches over the sleeping groups of one broker (DESIGN D11). Pure, and as deterministic as <see cref="RaftNode"/>: node heartbeats and ticks
/// in, groups to wake out.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>A leader that may sleep (<see cref="RaftNode.MaySleep"/>) sends its <see cref="SleepTie"/> to its members' brokers; a follower whose
/// node agrees (<see cref="RaftNode.TryFallAsleep"/>) is tied here with <see cref="FollowerSleeps"/> and answers; when all that are alive have,
/// the leader falls asleep and calls <see cref="LeaderSleeps"/>.</item>
/// <item>Every node heartbeat carries the sender's incarnation and, per receiver, <see cref="DigestTowards"/>. A follower's tie holds
/// only to the leader's broker in that incarnation, for what that digest covers; heartbeats of other brokers do nothing for it.</item>
/// <item>A lapse or a new incarnation of the leader's broker wakes the groups tied to it for a campaign, spread over a jitter so that
/// a broker's death is no herd. A digest that stays different wakes them to look after their leader.</item>
/// <item>A follower's broker that lapses wakes nothing. When it is heard again, the groups led towards it are to be probed, once.</item>
/// <item>Whoever wakes a group for another reason (a proposal, a message, a failed disk) calls <see cref="Forget"/>; its absence from the
/// digest then wakes the other side.</item>
/// </list>
/// </remarks>
public sealed class Dormancy
{
    private readonly DormancyOptions _options;
    private readonly IRandom _random;
    private readonly Dictionary<RaftGroupId, (NodeId Leader, SleepTie Tie)> _following = [];
    private readonly Dictionary<RaftGroupId, (NodeId[] Followers, SleepTie Tie)> _leading = [];
    private readonly SortedDictionary<int, Peer> _peers = [];
    private readonly List<SleepWake> _wakes = [];
    private long _now;

    /// <summary>Starts with nobody asleep and nobody heard.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public Dormancy(DormancyOptions options, IRandom random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        options.Validate();
        _options = options;
        _random = random;
    }

    /// <summary>How many groups sleep here, led or followed.</summary>
    public int SleepingCount => _following.Count + _leading.Count;

    /// <summary>True when the broker was heard within the lapse: check-quorum of a sleeping group rests on it.</summary>
    public bool IsAlive(NodeId broker) => _peers.TryGetValue(broker.Value, out var peer) && peer.IsAlive;

    /// <summary>One unit of time has passed.</summary>
    public void Tick()
    {
        _now++;
        foreach (var peer in _peers.Values)
        {
            if (!peer.IsAlive || _now - peer.HeardAt < _options.LapseTicks) continue;
            peer.IsAlive = false;
            WakeTiedTo(peer, SleepWakeCause.LeaderLost);
        }
    }

    /// <summary>The follower's node fell asleep under a leader on a broker that is alive in this incarnation.</summary>
    /// <returns>False when that broker is not known to be: the group must be woken again.</returns>
    public bool FollowerSleeps(NodeId leader, Guid incarnation, in SleepTie tie)
    {
        if (!_peers.TryGetValue(leader.Value, out var peer) || !peer.IsAlive || peer.Incarnation != incarnation) return false;
        Forget(tie.Group);
        _following[tie.Group] = (leader, tie);
        peer.TiedTo.Add(tie.Group);
        peer.Expected = peer.Expected.With(tie);
        peer.Mismatches = 0;
        return true;
    }

    /// <summary>The leader's node fell asleep. <paramref name="followers"/> are the brokers of its other members, dead ones included.</summary>
    public void LeaderSleeps(in SleepTie tie, IReadOnlyList<NodeId> followers)
    {
        ArgumentNullException.ThrowIfNull(followers);
        Forget(tie.Group);
        _leading[tie.Group] = ([.. followers], tie);
        foreach (var follower in followers)
        {
            var peer = PeerOf(follower);
            peer.Led.Add(tie.Group);
            peer.Told = peer.Told.With(tie);
        }
    }

    /// <summary>The group is awake, whoever woke it; or it is gone.</summary>
    public void Forget(RaftGroupId group)
    {
        if (_following.Remove(group, out var followed))
        {
            var peer = PeerOf(followed.Leader);
            peer.TiedTo.Remove(group);
            peer.Expected = peer.Expected.Without(followed.Tie);
        }

        if (!_leading.Remove(group, out var led)) return;
        foreach (var follower in led.Followers)
        {
            var peer = PeerOf(follower);
            peer.Led.Remove(group);
            peer.Told = peer.Told.Without(led.Tie);
        }
    }

    /// <summary>What the heartbeat to a broker says: the groups led from here that sleep and have a member there.</summary>
    public SleepDigest DigestTowards(NodeId broker) => _peers.TryGetValue(broker.Value, out var peer) ? peer.Told : default;

    /// <summary>A broker's heartbeat arrived.</summary>
    /// <param name="broker">The sender.</param>
    /// <param name="incarnation">New with every start of its process.</param>
    /// <param name="digest">What it says it leads towards this broker.</param>
    public void Heard(NodeId broker, Guid incarnation, SleepDigest digest)
    {
        var peer = PeerOf(broker);
        var isNew = peer.Incarnation != incarnation;
        var hasReturned = !peer.IsAlive || isNew;

        // A process that started anew leads nothing any more, whatever its heartbeats say.
        if (isNew && peer.TiedTo.Count > 0) WakeTiedTo(peer, SleepWakeCause.LeaderLost);
        (peer.HeardAt, peer.Incarnation, peer.IsAlive) = (_now, incarnation, true);
        if (hasReturned) ProbeLedTowards(peer);
        if (digest == peer.Expected)
        {
            peer.Mismatches = 0;
        }
        else if (++peer.Mismatches >= _options.MismatchesMax)
        {
            // One side is awake or was never asleep. Falling asleep takes a round trip, so the first differences mean nothing.
            peer.Mismatches = 0;
            WakeTiedTo(peer, SleepWakeCause.DigestDiffers);
        }
    }

    /// <summary>The groups to wake now, which sleep no longer as far as this object is concerned; clears the list.</summary>
    public IReadOnlyList<SleepWake> TakeWakes()
    {
        if (_wakes.Count == 0) return [];
        SleepWake[] wakes = [.. _wakes];
        _wakes.Clear();
        return wakes;
    }

    /// <summary>Checks that the digests are those of the ties.</summary>
    /// <exception cref="InvariantBrokenException">They are not.</exception>
    public void Validate()
    {
        foreach (var (node, peer) in _peers)
        {
            var (expected, told) = (default(SleepDigest), default(SleepDigest));
            foreach (var group in peer.TiedTo)
            {
                Invariant.Check(_following[group].Leader.Value == node);
                expected = expected.With(_following[group].Tie);
            }

            foreach (var group in peer.Led) told = told.With(_leading[group].Tie);
            Invariant.Check(expected == peer.Expected && told == peer.Told);
            Invariant.Check(peer.IsAlive || peer.TiedTo.Count == 0);
        }
    }

    private Peer PeerOf(NodeId node)
    {
        if (_peers.TryGetValue(node.Value, out var peer)) return peer;
        return _peers[node.Value] = new Peer();
    }

    private void WakeTiedTo(Peer peer, SleepWakeCause cause)
    {
        RaftGroupId[] groups = [.. peer.TiedTo];
        foreach (var group in groups)
        {
            Forget(group);
            _wakes.Add(new SleepWake(group, cause, _random.Next(_options.JitterTicks + 1)));
        }
    }

    private void ProbeLedTowards(Peer peer)
    {
        RaftGroupId[] groups = [.. peer.Led];
        foreach (var group in groups)
        {
            Forget(group);
            _wakes.Add(new SleepWake(group, SleepWakeCause.FollowerReturned, 0));
        }
    }

    private sealed class Peer
    {
        // Lists in insertion order would do; sorted, so that nothing depends on hash order (RELIABILITY trap 35).
        public SortedSet<RaftGroupId> TiedTo { get; } = new(GroupOrder.Instance);

        public SortedSet<RaftGroupId> Led { get; } = new(GroupOrder.Instance);

        public SleepDigest Expected { get; set; }

        public SleepDigest Told { get; set; }

        public Guid Incarnation { get; set; }

        public bool IsAlive { get; set; }

        public long HeardAt { get; set; }

        public int Mismatches { get; set; }
    }

    private sealed class GroupOrder : IComparer<RaftGroupId>
    {
        public static readonly GroupOrder Instance = new();

        public int Compare(RaftGroupId x, RaftGroupId y)
        {
            var byTopic = x.TopicId.CompareTo(y.TopicId);
            return byTopic != 0 ? byTopic : x.Partition.CompareTo(y.Partition);
        }
    }
}
