using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>What a driver may rely on, and what it may not do.</summary>
public class ReadyContractTests
{
    [Fact]
    public void Nothing_owed_means_no_ready()
    {
        var cluster = new TestCluster(3);

        Assert.False(cluster[1].Node.TryTakeReady(out _));
        cluster[1].Node.Tick();
        Assert.False(cluster[1].Node.TryTakeReady(out _));
    }

    [Fact]
    public void Trap_33_inputs_between_taking_a_ready_and_advancing_it_are_refused_loudly()
    {
        var node = new TestCluster(1)[1].Node;
        node.Campaign();
        Assert.True(node.TryTakeReady(out var ready));
        var hardState = ready.HardState!.Value;

        Assert.Throws<InvariantBrokenException>(node.Tick);
        Assert.Throws<InvariantBrokenException>(() => node.TryTakeReady(out _));

        // Completions may come at any time; what they cause is in the next Ready.
        node.HardStatePersisted(hardState);
        Assert.True(node.IsLeader);
        node.Advance();
        Assert.True(node.TryTakeReady(out var next));
        Assert.Equal(EntryKind.NoOp, next.Entries[0].Kind);
        node.Advance();
        Assert.Throws<InvariantBrokenException>(node.Advance);
    }

    [Fact]
    public void Steady_replication_allocates_nothing()
    {
        var cluster = new TestCluster(3).Elect(1);
        var node = cluster[1].Node;
        var payload = new PayloadPool().Rent(128);
        var template = TestCluster.Compose(RaftMessageKind.AppendEntriesResponse, 2, 1, term: 1);
        var other = TestCluster.UuidOf(3);
        var tick = 0;
        var allocated = 0L;
        for (var round = 0; round < 400; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var each = 0; each < 8; each++) node.Propose(EntryKind.Data, 1, 0, payload, out _);
            Assert.True(node.TryTakeReady(out var ready));
            var during = GC.GetAllocatedBytesForCurrentThread();
            foreach (var entry in ready.Entries) cluster[1].Log.Append(entry);
            cluster[1].Log.Flush();
            var last = cluster[1].Log.LastIndex;
            var after = GC.GetAllocatedBytesForCurrentThread();
            node.Advance();
            node.EntriesFlushed(last, new Term(1));
            var answer = template with
            {
                MatchIndex = last,
                FlushedIndex = last,
                LastIndex = last,
                Sequence = ++tick,
            };
            node.Step(answer, default);
            node.Step(answer with { From = new NodeId(3), FromReplica = other }, default);
            if (node.TryTakeReady(out _)) node.Advance();
            if (round >= 100) allocated += GC.GetAllocatedBytesForCurrentThread() - after + during - before;
            Assert.Equal(last, node.CommitIndex);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Options_that_contradict_themselves_are_refused_by_name()
    {
        var good = new RaftOptions { SelfId = new NodeId(1) };
        RaftOptions[] bad =
        [
            good with { ElectionTimeoutTicks = 1 }, good with { HeartbeatTicks = 12 }, good with { LeaseMarginTicks = 0 },
            good with { CheckQuorum = false }, good with { Priority = 11 }, good with { MaxInflightMessages = 0 },
            good with { SnapshotChunkBytes = 0 }, good with { MaxUncommittedBytes = 0 }, good with { SelfId = NodeId.None },
        ];

        good.Validate();
        Assert.All(bad, options => Assert.Throws<ArgumentException>(options.Validate));
    }
}
