using RaftLog.Simulator;

namespace RaftLog.Replication.Tests;

/// <summary>A short run of the simulator; docs/testing-simulator.md says how to run more of it.</summary>
public sealed class SimulatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(14)]
    public void A_cluster_keeps_its_promises_whatever_breaks(int seed)
    {
        var outcome = Cluster.Run((ulong)seed, 4000);
        Assert.Null(outcome.Violation);
        Assert.True(outcome.Statistics.Reached("produce acknowledged") > 0);
        Assert.True(outcome.Statistics.Reached("leader elected") > 0);
    }

    [Fact]
    public void A_seed_replays_exactly() => Assert.Equal(Cluster.Run(7, 3000).TraceHash, Cluster.Run(7, 3000).TraceHash);

    [Theory]
    [InlineData(321)] // a follower answered a confirmed read before it knew the offset of its commit
    [InlineData(346)] // a snapshot's bytes were gone when the leadership came back
    [InlineData(770)] // a follower restarted in an idle group never learned what is committed
    public void What_a_seed_found_stays_fixed(int seed) => Assert.Null(Cluster.Run((ulong)seed, 12_000).Violation);
}
