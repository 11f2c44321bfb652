using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>
/// The traps other implementations fell into, by number, as far as the core decides them. Owned elsewhere, because they are
/// about bytes, clocks or clients:
/// <list type="table">
/// <item><term>8, 10, 21, 22, 23, 24, 30</term><description>storage: truncation, boundaries, torn tails, fsync and crash points of the files.</description></item>
/// <item><term>12, 28, 29, 35</term><description>the group's state machines: caches, producer state and replay.</description></item>
/// <item><term>25</term><description>holds by construction here: the core has no clock (banned symbols); the driver owns the rest.</description></item>
/// <item><term>32</term><description>sleeping groups: <see cref="DormancyTests"/>.</description></item>
/// <item><term>33</term><description>the group's pump; here <see cref="ReadyContractTests"/>.</description></item>
/// <item><term>34</term><description>the high watermark served to clients: the group.</description></item>
/// <item><term>36</term><description>replica creation: the broker. The core starts from a restored state only and never invents one.</description></item>
/// </list>
/// </summary>
public class TrapTests
{
    [Fact]
    public void Trap_01_a_vote_leaves_only_when_it_is_durable_and_a_restart_remembers_it()
    {
        var cluster = new TestCluster(3);
        cluster[3].AutoPersist = false;
        var ask = (int from) => TestCluster.Compose(RaftMessageKind.VoteRequest, from, 3, term: 1) with { CampaignTerm = new Term(1) };

        cluster.Give(ask(1));
        Assert.Empty(cluster.Network);

        cluster[3].Persist();
        cluster.Collect(cluster[3]);
        Assert.False(cluster.TakeLast(RaftMessageKind.VoteResponse, 3, 1).Rejected);

        cluster.Crash(3, loseUnflushed: true);
        cluster[3].AutoPersist = true;
        cluster.Restart(3);
        cluster.Give(ask(2) with { Urgent = true });
        Assert.True(cluster.TakeLast(RaftMessageKind.VoteResponse, 3, 2).Rejected);
    }

    [Fact]
    public void Trap_01_a_crash_before_the_vote_is_durable_leaves_it_free()
    {
        var cluster = new TestCluster(3);
        cluster[3].AutoPersist = false;
        var ask = (int from) => TestCluster.Compose(RaftMessageKind.VoteRequest, from, 3, term: 1) with { CampaignTerm = new Term(1) };
        cluster.Give(ask(1));

        cluster.Crash(3, loseUnflushed: true);
        cluster[3].AutoPersist = true;
        cluster.Restart(3);
        cluster.Give(ask(2));

        Assert.False(cluster.TakeLast(RaftMessageKind.VoteResponse, 3, 2).Rejected);
    }

    [Fact]
    public void Trap_01_a_candidate_does_not_count_its_own_vote_before_it_is_durable()
    {
        var cluster = new TestCluster(2, configure: options => options with { PreVote = false });
        cluster[1].AutoPersist = false;
        cluster[1].Node.Campaign();
        cluster.Pump();

        Assert.Empty(cluster.Network);
        cluster.Give(TestCluster.Compose(RaftMessageKind.VoteResponse, 2, 1, term: 1) with { CampaignTerm = new Term(1) });
        Assert.Equal(RaftRole.Candidate, cluster[1].Node.Role);

        cluster[1].Persist();
        Assert.True(cluster[1].Node.IsLeader);
    }

    [Fact]
    public void Trap_02_no_message_carries_a_term_that_is_not_durable()
    {
        var cluster = new TestCluster(3);
        cluster[2].AutoPersist = false;

        cluster.Append(1, 2, term: 5, prev: (0, 0), commit: 0);
        Assert.Empty(cluster.Network);

        cluster[2].Persist();
        cluster.Collect(cluster[2]);
        Assert.NotEmpty(cluster.Network);
        Assert.Equal(new Term(5), cluster[2].DurableHardState.Term);
    }

    [Fact]
    public void Trap_03_duplicates_heartbeats_and_empty_appends_acknowledge_only_what_is_durable()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 1, 1, 1, 1, 1);
        cluster[2].AutoFlush = false;
        cluster.Append(1, 2, term: 1, prev: (4, 1), commit: 0, 1, 1, 1, 1, 1);
        Assert.Empty(cluster.Network);

        cluster.Append(1, 2, term: 1, prev: (4, 1), commit: 0, 1, 1, 1, 1, 1);
        Assert.Equal(new LogIndex(4), cluster.TakeLast(RaftMessageKind.AppendEntriesResponse, 2, 1).FlushedIndex);

        cluster.Append(1, 2, term: 1, prev: (9, 1), commit: 0);
        Assert.DoesNotContain(cluster.Network, packet => packet.Message.FlushedIndex > new LogIndex(4));

        cluster.Give(TestCluster.Compose(RaftMessageKind.Heartbeat, 1, 2, term: 1) with { Sequence = 50 });
        var heartbeat = cluster.TakeLast(RaftMessageKind.HeartbeatResponse, 2, 1);
        Assert.Equal((new LogIndex(9), new LogIndex(4)), (heartbeat.MatchIndex, heartbeat.FlushedIndex));

        cluster[2].FlushTo(new LogIndex(7));
        cluster.Collect(cluster[2]);
        Assert.Equal(new LogIndex(7), cluster.TakeLast(RaftMessageKind.AppendEntriesResponse, 2, 1).FlushedIndex);
    }

    [Fact]
    public void Trap_03_a_restarted_replica_acknowledges_nothing_its_leader_has_not_validated()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 1, 1, 1, 1);

        cluster.Give(TestCluster.Compose(RaftMessageKind.Heartbeat, 1, 2, term: 2) with { Sequence = 1, CommitIndex = new LogIndex(3) });

        var answer = cluster.TakeLast(RaftMessageKind.HeartbeatResponse, 2, 1);
        Assert.Equal((LogIndex.Zero, LogIndex.Zero), (answer.MatchIndex, answer.FlushedIndex));
        Assert.Equal(LogIndex.Zero, cluster[2].Node.CommitIndex);
    }

    [Fact]
    public void Trap_04_a_leader_counts_itself_only_for_what_its_own_disk_has()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster[1].AutoFlush = false;
        cluster.CutBoth(1, 3);

        cluster.Propose(1, "a");
        cluster.Settle();
        Assert.Equal(new LogIndex(1), cluster[1].Node.CommitIndex);

        cluster[1].Flush();
        Assert.Equal(new LogIndex(2), cluster[1].Node.CommitIndex);
    }

    [Fact]
    public void Trap_04_followers_alone_may_commit_what_a_slow_leader_has_not_flushed()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster[1].AutoFlush = false;

        cluster.Propose(1, "a");
        cluster.Settle();

        Assert.Equal(new LogIndex(2), cluster[1].Node.CommitIndex);
        Assert.Equal(new LogIndex(1), cluster[1].Node.FlushedIndex);
    }

    [Fact]
    public void Trap_05_an_entry_of_an_older_term_commits_only_with_one_of_the_own()
    {
        var cluster = new TestCluster(3);
        cluster[1].Preload(2, 1, 2);
        cluster[2].Preload(2, 1, 2);
        cluster.ForgetLeader(1, 2, 3);
        cluster[1].AutoFlush = cluster[2].AutoFlush = cluster[3].AutoFlush = false;
        cluster.Elect(1);

        // The no-op is nowhere durable, its predecessors are on a majority.
        Assert.Equal(LogIndex.Zero, cluster[1].Node.CommitIndex);

        cluster[1].Flush();
        cluster[2].Flush();
        cluster.Settle();
        Assert.Equal(new LogIndex(3), cluster[1].Node.CommitIndex);
    }

    [Fact]
    public void Trap_06_a_follower_commits_no_further_than_this_request_validated()
    {
        var cluster = new TestCluster(3);
        cluster[1].Preload(term: 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

        cluster.Append(2, 1, term: 2, prev: (9, 1), commit: 11);

        Assert.Equal(new LogIndex(9), cluster[1].Node.CommitIndex);
        Assert.Equal(new LogIndex(10), cluster[1].Node.LastIndex);
    }

    [Fact]
    public void Trap_07_delayed_and_duplicated_appends_never_truncate_without_a_conflict()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 1, 1, 1, 1, 1);

        cluster.Append(1, 2, term: 1, prev: (4, 1), commit: 9, 1, 1, 1, 1, 1);
        cluster.Append(1, 2, term: 1, prev: (4, 1), commit: 4, 1, 1);
        cluster.Append(1, 2, term: 1, prev: (4, 1), commit: 4);
        cluster.Append(1, 2, term: 1, prev: (0, 0), commit: 0, 1);

        Assert.Empty(cluster[2].Truncations);
        Assert.Equal((new LogIndex(9), new LogIndex(9)), (cluster[2].Node.LastIndex, cluster[2].Node.CommitIndex));
    }

    [Fact]
    public void Trap_07_what_is_committed_is_never_truncated()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 1, 1, 1);
        cluster.Append(1, 2, term: 1, prev: (2, 1), commit: 2);

        var entry = new LogEntry { Kind = EntryKind.NoOp, Index = new LogIndex(2), Term = new Term(2), BaseOffset = new Offset(1) };
        var append = TestCluster.Compose(RaftMessageKind.AppendEntries, 3, 2, term: 2) with { PrevIndex = new LogIndex(1), PrevTerm = new Term(1) };

        // Committed entries are skipped, never compared again: the append changes nothing.
        cluster.Give(append, entry);
        Assert.Equal("1@1 2@1", cluster[2].LogText());
        Assert.Empty(cluster[2].Truncations);
    }

    [Fact]
    public void Trap_09_a_log_ahead_of_the_hard_state_refuses_to_start()
    {
        var cluster = new TestCluster(3);

        Assert.Throws<InvalidHardStateException>(() => cluster[1].Preload(term: 2, 1, 3));
    }

    [Fact]
    public void Trap_09_no_entry_enters_the_log_before_its_term_is_durable()
    {
        var cluster = new TestCluster(3);
        cluster[2].AutoPersist = false;

        cluster.Append(1, 2, term: 1, prev: (0, 0), commit: 0, 1);
        Assert.Equal("", cluster[2].LogText());

        cluster[2].Persist();
        cluster.Append(1, 2, term: 1, prev: (0, 0), commit: 0, 1);
        Assert.Equal("1@1", cluster[2].LogText());
    }

    [Fact]
    public void Trap_26_what_a_deposed_leader_had_pending_is_not_committed_by_a_successor_that_passes_its_index()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Isolate(1);
        cluster.Propose(1, "lost");
        cluster.Network.Clear();
        cluster.ForgetLeader(2, 3);
        cluster.Elect(2);
        cluster.Propose(2, "kept");
        cluster.Settle();

        cluster.Heal();
        cluster.Tick(6);

        // The entry at index 2 carries the successor's term: whoever waits for (1, 2) learns that it is gone.
        Assert.Equal("1@1 2@2 3@2", cluster[1].LogText());
        Assert.Equal(["kept"], cluster[1].AppliedTexts());
        Assert.Equal([new LogIndex(2)], cluster[1].Truncations);
    }

    [Fact]
    public void Trap_27_a_restarted_leader_never_leads_its_term_again()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Crash(1, loseUnflushed: true);
        cluster.Restart(1);

        cluster.Give(TestCluster.Compose(RaftMessageKind.VoteResponse, 2, 1, term: 1) with { CampaignTerm = new Term(1) });
        cluster.Give(TestCluster.Compose(RaftMessageKind.VoteResponse, 3, 1, term: 1) with { CampaignTerm = new Term(1) });
        Assert.Equal(RaftRole.Follower, cluster[1].Node.Role);

        cluster.ForgetLeader(1, 2, 3);
        cluster.Elect(1);
        Assert.True(cluster[1].Node.Term > new Term(1));
    }

    [Fact]
    public void Trap_31_a_flush_of_overwritten_entries_is_inert_even_when_the_same_entries_are_written_again()
    {
        var cluster = new TestCluster(3);
        cluster[1].Preload(term: 1, 1);
        cluster[1].AutoFlush = false;
        cluster.Contact(2, 1, term: 2);
        cluster.Append(2, 1, term: 2, prev: (1, 1), commit: 0, 2, 2);
        var first = cluster[1].Generation;
        cluster.Contact(3, 1, term: 3);
        cluster.Append(3, 1, term: 3, prev: (1, 1), commit: 0, 3);
        cluster.Contact(2, 1, term: 4);
        cluster.Append(2, 1, term: 4, prev: (1, 1), commit: 0, 2, 2);
        Assert.Equal("1@1 2@2 3@2", cluster[1].LogText());

        cluster[1].Node.EntriesFlushed(new LogIndex(3), new Term(2), first);
        Assert.Equal(new LogIndex(1), cluster[1].Node.FlushedIndex);

        cluster[1].Node.EntriesFlushed(new LogIndex(3), new Term(2), cluster[1].Generation);
        Assert.Equal(new LogIndex(3), cluster[1].Node.FlushedIndex);
    }

    [Fact]
    public void Trap_31_a_rejection_that_was_overtaken_sends_nothing_again()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Propose(1, "a", "b");
        cluster.Settle();
        var before = cluster.Sent[RaftMessageKind.AppendEntries];

        cluster.Give(TestCluster.Compose(RaftMessageKind.AppendEntriesResponse, 2, 1, term: 1) with
        {
            Rejected = true,
            PrevIndex = new LogIndex(2),
            HintIndex = new LogIndex(1),
            HintTerm = new Term(1),
            LastIndex = new LogIndex(3),
            Sequence = 1,
        });

        Assert.Equal(before, cluster.Sent[RaftMessageKind.AppendEntries]);
    }

    [Fact]
    public void Trap_19_an_answer_of_a_stranger_deposes_nobody()
    {
        var cluster = new TestCluster(3).Elect(1);

        cluster.Give(TestCluster.Compose(RaftMessageKind.HeartbeatResponse, 2, 1, term: 9) with { FromReplica = TestCluster.UuidOf(2, 1) });

        Assert.Equal((true, new Term(1)), (cluster[1].Node.IsLeader, cluster[1].Node.Term));
    }

    [Fact]
    public void Trap_31_answers_of_an_older_term_or_from_another_incarnation_are_inert()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster[1].AutoFlush = false;
        cluster.Propose(1, "a");
        cluster.Network.Clear();
        var answer = TestCluster.Compose(RaftMessageKind.AppendEntriesResponse, 2, 1, term: 1) with
        {
            MatchIndex = new LogIndex(2),
            FlushedIndex = new LogIndex(2),
            LastIndex = new LogIndex(2),
            Sequence = 3,
        };

        cluster.Give(answer with { Term = Term.Zero });
        cluster.Give(answer with { FromReplica = TestCluster.UuidOf(2, 1) });
        cluster.Give(answer with { ToReplica = TestCluster.UuidOf(1, 1) });
        cluster.Give(answer with { Sequence = 1_000_000 });
        cluster.Give(answer with { MatchIndex = new LogIndex(99), FlushedIndex = new LogIndex(99) });

        Assert.True(cluster[1].Node.TryGetProgress(new NodeId(2), out var progress));
        Assert.Equal(new LogIndex(1), progress.FlushedIndex);
    }
}
