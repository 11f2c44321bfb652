using CsCheck;
using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>The configuration's bytes: golden, round trip, and every way to be wrong.</summary>
public class RaftConfigurationTests
{
    private static readonly RaftConfiguration Joint = RaftConfiguration.Create(
        TestCluster.Members(1, 2), outgoing: TestCluster.Members(1, 3), learners: TestCluster.Members(9, 1));

    [Fact]
    public void Golden_bytes()
    {
        var bytes = RaftConfiguration.Create(TestCluster.Members(1, 1), learners: [new Member(new NodeId(0x0203), new Guid("00112233-4455-6677-8899-aabbccddeeff"))]).ToBytes();

        Assert.Equal(
            "01" + "0001" + "0000" + "0001" + "00000001" + "00000001000000000000000000000000"
            + "00000203" + "00112233445566778899AABBCCDDEEFF",
            Convert.ToHexString(bytes));
    }

    [Fact]
    public void Every_configuration_survives_its_bytes() =>
        Gen.Select(Gen.Int[1, 7], Gen.Int[0, 7], Gen.Int[0, 5]).Sample((voters, outgoing, learners) =>
        {
            var configuration = RaftConfiguration.Create(
                TestCluster.Members(3, voters), TestCluster.Members(1, outgoing), TestCluster.Members(50, learners));
            Assert.True(RaftConfiguration.TryRead(configuration.ToBytes(), out var read));
            Assert.Equal(configuration, read);
            Assert.Equal(configuration.GetHashCode(), read!.GetHashCode());
        });

    [Fact]
    public void Every_truncation_and_any_surplus_is_refused()
    {
        var bytes = Joint.ToBytes();
        for (var length = 0; length < bytes.Length; length++) Assert.False(RaftConfiguration.TryRead(bytes.AsSpan(0, length), out _));
        Assert.False(RaftConfiguration.TryRead([.. bytes, 0], out _));
    }

    [Fact]
    public void Unknown_versions_empty_sets_and_duplicates_are_refused()
    {
        var bytes = Joint.ToBytes();
        Assert.False(RaftConfiguration.TryRead([2, .. bytes[1..]], out _));
        Assert.False(RaftConfiguration.TryRead([1, 0, 0, 0, 0, 0, 0], out _));
        Assert.Throws<ArgumentException>(() => RaftConfiguration.Create([TestCluster.MemberOf(1), TestCluster.MemberOf(1)]));
        Assert.Throws<ArgumentException>(() => RaftConfiguration.Create([TestCluster.MemberOf(1)], outgoing: [TestCluster.MemberOf(1, 1)]));
        Assert.Throws<ArgumentException>(() => RaftConfiguration.Create([TestCluster.MemberOf(1)], learners: [TestCluster.MemberOf(1)]));
    }

    [Fact]
    public void Equality_does_not_depend_on_order()
    {
        var left = new RaftConfiguration { Voters = [TestCluster.MemberOf(1), TestCluster.MemberOf(2)] };
        var right = new RaftConfiguration { Voters = [TestCluster.MemberOf(2), TestCluster.MemberOf(1)] };

        Assert.Equal(left, right);
        Assert.NotEqual(left, RaftConfiguration.Create(TestCluster.Members(1, 3)));
        Assert.Equal(left.ToBytes(), right.ToBytes());
    }
}
