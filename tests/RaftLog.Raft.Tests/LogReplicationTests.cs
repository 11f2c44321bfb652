using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>Raft §5.3: replication, conflicts and backtracking, the window, and what acknowledgements carry.</summary>
public class LogReplicationTests
{
    [Fact]
    public void An_entry_commits_once_a_majority_holds_it_durably_and_followers_learn_so_at_once()
    {
        var cluster = new TestCluster(3).Elect(1);

        cluster.Propose(1, "a", "b");
        Assert.Equal(new LogIndex(1), cluster[1].Node.CommitIndex);
        cluster.Settle();

        Assert.All(cluster.Replicas, replica => Assert.Equal(["a", "b"], replica.AppliedTexts()));
        Assert.All(cluster.Replicas, replica => Assert.Equal("1@1 2@1 3@1", replica.LogText()));
    }

    [Fact]
    public void Proposals_of_one_pump_share_a_message_to_each_follower()
    {
        var cluster = new TestCluster(3).Elect(1);
        var before = cluster.Sent[RaftMessageKind.AppendEntries];

        cluster.Propose(1, "a", "b", "c", "d");

        Assert.Equal(2, cluster.Sent[RaftMessageKind.AppendEntries] - before);
        Assert.All(cluster.Network, packet => Assert.Equal(4, packet.Entries.Length));
    }

    [Fact]
    public void A_follower_refuses_entries_whose_predecessor_differs_and_says_where_to_try()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 4, 1, 1, 2, 2, 2);
        cluster.Append(1, 2, term: 4, prev: (5, 3), commit: 0, 4);

        // Every term-2 entry could stand before a term-3 one: the last of them is worth a try.
        var missing = cluster.TakeLast(RaftMessageKind.AppendEntriesResponse, 2, 1);
        Assert.True(missing.Rejected);
        Assert.Equal((new LogIndex(4), new Term(2)), (missing.HintIndex, missing.HintTerm));

        cluster.Append(1, 2, term: 4, prev: (4, 1), commit: 0, 4);
        var conflict = cluster.TakeLast(RaftMessageKind.AppendEntriesResponse, 2, 1);
        Assert.Equal((new LogIndex(2), new Term(1)), (conflict.HintIndex, conflict.HintTerm));
        Assert.Equal("1@1 2@1 3@2 4@2 5@2", cluster[2].LogText());
    }

    public static TheoryData<string, int[]> Figure7 => new()
    {
        { "(a)", [1, 1, 1, 4, 4, 5, 5, 6, 6] },
        { "(b)", [1, 1, 1, 4] },
        { "(c)", [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6] },
        { "(d)", [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7] },
        { "(e)", [1, 1, 1, 4, 4, 4, 4] },
        { "(f)", [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3] },
    };

    [Theory]
    [MemberData(nameof(Figure7))]
    public void Figure_7_a_leader_makes_every_follower_equal_to_itself(string name, int[] terms)
    {
        var cluster = new TestCluster(3);
        cluster[1].Preload(term: 7, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6);
        cluster[2].Preload(term: 7, terms);
        cluster[3].Preload(term: 7, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6);
        cluster.ForgetLeader(1, 3);
        cluster[2].Node.Tick();
        cluster.CutBoth(2, 3);
        cluster.CutBoth(1, 2);
        cluster.Elect(1);
        cluster.Heal();
        cluster.Tick(8);

        Assert.True(cluster[1].LogText() == cluster[2].LogText(), $"{name}: {cluster[2].LogText()}");
        Assert.Equal("1@1 2@1 3@1 4@4 5@4 6@5 7@5 8@6 9@6 10@6 11@8", cluster[1].LogText());
    }

    [Fact]
    public void Backtracking_skips_a_term_at_a_time_not_an_entry()
    {
        var cluster = new TestCluster(3);
        cluster[1].Preload(term: 9, [.. Enumerable.Repeat(1, 10), .. Enumerable.Repeat(9, 200)]);
        cluster[3].Preload(term: 9, [.. Enumerable.Repeat(1, 10), .. Enumerable.Repeat(9, 200)]);
        cluster[2].Preload(term: 9, [.. Enumerable.Repeat(1, 10), .. Enumerable.Repeat(5, 300)]);
        cluster.ForgetLeader(1, 2, 3);
        cluster.Elect(1);

        Assert.Equal(cluster[1].LogText(), cluster[2].LogText());
        Assert.True(cluster.Sent[RaftMessageKind.AppendEntriesResponse] < 16, $"{cluster.Sent[RaftMessageKind.AppendEntriesResponse]} answers");
    }

    [Fact]
    public void At_most_a_window_of_messages_is_under_way_and_acknowledgements_open_it()
    {
        var cluster = new TestCluster(3, configure: options => options with { MaxInflightMessages = 3, MaxAppendBytes = 1 }).Elect(1);

        cluster.Propose(1, "a", "b", "c", "d", "e");
        Assert.Equal(3, cluster.To(2).Count(message => message.Kind == RaftMessageKind.AppendEntries));

        cluster.Settle();
        Assert.Equal(["a", "b", "c", "d", "e"], cluster[2].AppliedTexts());
    }

    [Fact]
    public void A_lost_message_is_found_missing_by_the_next_heartbeats_and_sent_again()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Propose(1, "a");
        cluster.Network.Clear();

        cluster.Tick(8);

        Assert.All(cluster.Replicas, replica => Assert.Equal(["a"], replica.AppliedTexts()));
    }

    [Fact]
    public void Uncommitted_bytes_are_bounded_and_one_proposal_is_always_taken()
    {
        var cluster = new TestCluster(3, configure: options => options with { MaxUncommittedBytes = 10 }).Elect(1);

        Assert.Equal(ProposeResult.Accepted, cluster[1].Propose(new string('x', 50), out _));
        Assert.Equal(ProposeResult.TooManyUncommitted, cluster[1].Propose("y", out _));
        cluster.Settle();
        Assert.Equal(0, cluster[1].Node.UncommittedBytes);
        Assert.Equal(ProposeResult.Accepted, cluster[1].Propose("y", out _));
    }

    [Fact]
    public void Only_a_leader_takes_proposals()
    {
        var cluster = new TestCluster(3).Elect(1);

        Assert.Equal(ProposeResult.NotLeader, cluster[2].Propose("a", out _));
        Assert.False(cluster[2].Node.TryTakeReady(out _));
    }

    [Fact]
    public void New_entries_are_acknowledged_when_durable_and_not_before()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster[2].AutoFlush = false;
        cluster.Propose(1, "a");

        cluster.Deliver(cluster.Find(RaftMessageKind.AppendEntries, 1, 2));
        Assert.False(cluster.HasMessage(RaftMessageKind.AppendEntriesResponse, 2, 1));

        cluster[2].Flush();
        cluster.Pump();
        var acknowledgement = cluster.TakeLast(RaftMessageKind.AppendEntriesResponse, 2, 1);
        Assert.Equal((new LogIndex(2), new LogIndex(2)), (acknowledgement.MatchIndex, acknowledgement.FlushedIndex));
    }

    [Fact]
    public void A_gap_within_one_term_is_taken_whole_cut_to_fit_or_skipped()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 2, 1, 1, 1, 1);
        var gap = new LogEntry
        {
            Kind = EntryKind.Gap,
            Index = new LogIndex(3),
            IndexSpan = 5,
            Term = new Term(1),
            BaseOffset = new Offset(2),
            RecordSpan = 5,
        };
        var append = TestCluster.Compose(RaftMessageKind.AppendEntries, 1, 2, term: 2) with
        {
            PrevIndex = new LogIndex(2),
            PrevTerm = new Term(1),
            LastIndex = new LogIndex(7),
            CommitIndex = new LogIndex(7),
            Urgent = true,
        };

        cluster.Give(append, gap);
        cluster.Give(append with { Sequence = 2 }, gap);

        var rest = cluster[2].Log.Entries[^1];
        Assert.Equal((new LogIndex(5), 3, new Offset(4), 3L), (rest.Index, rest.IndexSpan, rest.BaseOffset, rest.RecordSpan));
        Assert.Equal(new LogIndex(7), cluster[2].Applied);
        Assert.Empty(cluster[2].Truncations);
    }

    [Fact]
    public void Malformed_appends_change_nothing()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 2, 1);
        var entry = new LogEntry { Kind = EntryKind.Data, Index = new LogIndex(2), Term = new Term(2), BaseOffset = new Offset(1), RecordSpan = 1 };
        var append = TestCluster.Compose(RaftMessageKind.AppendEntries, 1, 2, term: 2) with { PrevIndex = new LogIndex(1), PrevTerm = new Term(1) };

        cluster.Give(append, entry with { Index = new LogIndex(3) });
        cluster.Give(append, entry with { Term = new Term(9) });
        cluster.Give(append, entry with { Term = new Term(0) });
        cluster.Give(append, entry with { Kind = EntryKind.None });
        cluster.Give(append, entry with { IndexSpan = 0 });
        cluster.Give(append, entry with { Kind = EntryKind.Configuration });
        cluster.Give(append with { PrevTerm = new Term(3) }, entry);
        cluster.Give(append with { PrevIndex = new LogIndex(-1) });

        Assert.Equal("1@1", cluster[2].LogText());
    }
}
