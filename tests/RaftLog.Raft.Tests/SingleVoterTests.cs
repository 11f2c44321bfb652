using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>A group of one runs through the same steps as any other (RELIABILITY E2: no short-cut around durability).</summary>
public class SingleVoterTests
{
    private static readonly Member One = new(new NodeId(1), new Guid(1, 0, 0, new byte[8]));

    [Fact]
    public void A_single_voter_elects_itself_commits_and_reads_once_everything_is_durable()
    {
        var replica = Replica();
        replica.AutoPersist = replica.AutoFlush = false;

        replica.Node.Campaign();
        replica.Pump();
        Assert.Equal(RaftRole.Candidate, replica.Node.Role);

        replica.Persist();
        Assert.True(replica.Node.IsLeader);
        Assert.Equal(new LogIndex(1), replica.Node.LastIndex);
        Assert.Equal(LogIndex.Zero, replica.Node.CommitIndex);
        Assert.False(replica.Node.TryLeaseRead(out _));

        replica.Flush();
        Assert.Equal(new LogIndex(1), replica.Node.CommitIndex);
        Assert.True(replica.Node.HasCommittedOwnTerm);

        Assert.Equal(ProposeResult.Accepted, replica.Propose("a", out var entry));
        Assert.Equal((new LogIndex(2), new Term(1), Offset.Zero), (entry.Index, entry.Term, entry.BaseOffset));
        replica.Pump();
        Assert.Equal(new LogIndex(1), replica.Applied);

        replica.Flush();
        Assert.Equal(new LogIndex(2), replica.Applied);

        var read = replica.Node.RequestRead();
        replica.Pump();
        Assert.Equal([new ReadState(read, new LogIndex(2), Failed: false)], replica.Reads);
        Assert.True(replica.Node.TryLeaseRead(out var index));
        Assert.Equal(new LogIndex(2), index);
    }

    [Fact]
    public void A_restarted_single_voter_leads_a_new_term_and_keeps_what_was_flushed()
    {
        var replica = Replica();
        replica.Node.Campaign();
        replica.Pump();
        replica.Propose("a", out _);
        replica.Pump();
        replica.AutoFlush = false;
        replica.Propose("b", out _);
        replica.Pump();

        replica.Crash(loseUnflushed: true);
        replica.Restart();
        replica.AutoFlush = true;
        replica.Node.Campaign();
        replica.Pump();

        Assert.Equal(new Term(2), replica.Node.Term);
        Assert.Equal("1@1 2@1 3@2", replica.LogText());
        Assert.Equal(["a"], replica.AppliedTexts());
    }

    private static TestReplica Replica() => new(
        new RaftOptions { SelfId = One.Node }, One.ReplicaUuid, RaftConfiguration.Create([One]), seed: 1);
}
