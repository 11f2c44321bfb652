using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>Raft §7 and figure 13: snapshots sent in chunks, resumed, guarded, and never at the price of newer entries (trap 11).</summary>
public class SnapshotTests
{
    private static readonly SnapshotDescriptor AtFive =
        new(new LogIndex(5), new Term(2), new Offset(5), RaftConfiguration.Create(TestCluster.Members(1, 3)), Length: 8);

    [Fact]
    public void A_follower_whose_next_entry_is_gone_gets_the_snapshot_and_then_the_rest()
    {
        var cluster = Lagging(chunkBytes: 4);

        cluster.Tick(10);

        Assert.Equal(new LogIndex(6), Assert.Single(cluster[3].Installed).LastIndex);
        Assert.Equal(cluster[1].LogText(), cluster[3].LogText());
        Assert.Equal(3, cluster.Sent[RaftMessageKind.InstallSnapshot]);
        Assert.Equal(cluster[1].Node.CommitIndex, cluster[3].Node.CommitIndex);
    }

    [Fact]
    public void A_transfer_goes_on_where_it_broke_off()
    {
        var cluster = Lagging(chunkBytes: 4);
        cluster.Tick(3, settle: false);
        while (!cluster.HasMessage(RaftMessageKind.InstallSnapshotResponse, 3, 1)) cluster.Deliver(cluster.Network[0]);
        cluster.Network.RemoveAll(packet => packet.Message.Kind == RaftMessageKind.InstallSnapshotResponse);
        cluster[1].Node.PeerUnreachable(new NodeId(3));

        cluster.Tick(10);

        // The first chunk was written once; its answer was lost, and the follower told the leader how far it was.
        Assert.Equal(4, cluster.Sent[RaftMessageKind.InstallSnapshot]);
        Assert.Equal(cluster[1].LogText(), cluster[3].LogText());
    }

    [Fact]
    public void A_snapshot_that_fails_to_install_is_sent_again_from_its_start()
    {
        var cluster = Lagging(chunkBytes: 4);
        cluster[3].AutoInstall = false;
        cluster.Tick(4);
        Assert.NotNull(cluster[3].InstallPending);

        cluster[3].FailInstall();
        cluster[3].AutoInstall = true;
        cluster.Tick(10);

        Assert.Equal(6, cluster.Sent[RaftMessageKind.InstallSnapshot]);
        Assert.Equal(cluster[1].LogText(), cluster[3].LogText());
    }

    [Fact]
    public void Sending_is_throttled_by_bytes_per_tick()
    {
        var cluster = Lagging(chunkBytes: 2, bytesPerTick: 2);
        cluster.Tick(1);
        var first = cluster.Sent[RaftMessageKind.InstallSnapshot];

        cluster.Tick(1);
        Assert.Equal(first + 1, cluster.Sent[RaftMessageKind.InstallSnapshot]);

        cluster.Tick(12);
        Assert.Equal(cluster[1].LogText(), cluster[3].LogText());
    }

    [Fact]
    public void Trap_11_a_snapshot_at_or_below_the_commit_index_is_acknowledged_and_changes_nothing()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 2, 1, 1, 2, 2, 2, 2, 2);
        cluster.Append(1, 2, term: 2, prev: (7, 2), commit: 6);
        cluster.Network.Clear();

        Offer(cluster, AtFive);

        var answer = cluster.TakeLast(RaftMessageKind.InstallSnapshotResponse, 2, 1);
        Assert.True(answer.SnapshotDone);
        Assert.Empty(cluster[2].Installed);
        Assert.Equal(new LogIndex(7), cluster[2].Node.LastIndex);
    }

    [Fact]
    public void Trap_11_a_late_snapshot_below_the_logs_own_boundary_changes_nothing()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 2, 1, 1, 2, 2, 2, 2, 2);
        cluster.Append(1, 2, term: 2, prev: (7, 2), commit: 7);
        cluster[2].Compact(new LogIndex(6));
        cluster.Network.Clear();

        Offer(cluster, AtFive);

        Assert.True(cluster.TakeLast(RaftMessageKind.InstallSnapshotResponse, 2, 1).SnapshotDone);
        Assert.Empty(cluster[2].Installed);
        Assert.Equal("[6@2] 7@2", cluster[2].LogText());
    }

    [Fact]
    public void Trap_11_a_log_that_holds_the_snapshots_last_entry_keeps_what_follows_it()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 2, 1, 1, 2, 2, 2, 2, 2);

        Offer(cluster, AtFive);

        Assert.Empty(cluster[2].Installed);
        Assert.Equal((new LogIndex(7), new LogIndex(5)), (cluster[2].Node.LastIndex, cluster[2].Node.CommitIndex));
        Assert.True(cluster.TakeLast(RaftMessageKind.InstallSnapshotResponse, 2, 1).SnapshotDone);
    }

    [Fact]
    public void Trap_11_a_log_that_conflicts_is_discarded_as_a_whole_with_its_configuration()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 2, 1, 1, 1, 1, 1, 1, 1, 1);
        var snapshot = AtFive with { Configuration = RaftConfiguration.Create(TestCluster.Members(1, 2)) };

        Offer(cluster, snapshot);

        Assert.Equal(snapshot, Assert.Single(cluster[2].Installed));
        Assert.Equal("[5@2]", cluster[2].LogText());
        Assert.Equal("voters(1,2)", cluster[2].Node.Configuration.ToString());
        Assert.Equal((new LogIndex(5), new LogIndex(5)), (cluster[2].Node.CommitIndex, cluster[2].Node.FlushedIndex));
    }

    [Fact]
    public void Trap_11_while_a_snapshot_is_installed_the_log_stands_still_and_nobody_campaigns()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 2, 1, 1, 1);
        cluster[2].AutoInstall = false;
        Offer(cluster, AtFive);
        Assert.NotNull(cluster[2].InstallPending);

        cluster.Append(1, 2, term: 2, prev: (3, 1), commit: 3, 2);
        cluster[2].Node.Campaign();
        cluster[2].Pump();

        Assert.Equal("1@1 2@1 3@1", cluster[2].LogText());
        Assert.Equal(RaftRole.Follower, cluster[2].Node.Role);
        Assert.Equal(LogIndex.Zero, cluster[2].Node.CommitIndex);

        cluster[2].FinishInstall();
        cluster.Append(1, 2, term: 2, prev: (5, 2), commit: 6, 2);
        Assert.Equal("[5@2] 6@2", cluster[2].LogText());
    }

    [Fact]
    public void Trap_11_of_two_snapshots_in_flight_the_newer_wins_and_the_older_is_inert()
    {
        var cluster = new TestCluster(3);
        var newer = AtFive with { LastIndex = new LogIndex(9), EndOffset = new Offset(9) };

        Chunk(cluster, AtFive, offset: 0, length: 4);
        Offer(cluster, newer);
        Chunk(cluster, AtFive, offset: 4, length: 4);

        Assert.Equal(newer, Assert.Single(cluster[2].Installed));
        Assert.Equal("[9@2]", cluster[2].LogText());
    }

    [Fact]
    public void Malformed_chunks_change_nothing()
    {
        var cluster = new TestCluster(3);
        var whole = Message(AtFive, offset: 0, length: 8);

        cluster.Give(whole with { SnapshotOffset = -1 });
        cluster.Give(whole with { SnapshotDone = false });
        cluster.Give(whole with { SnapshotLength = 7 });
        cluster.Give(whole with { Snapshot = AtFive with { Length = 4 } });
        cluster.Give(whole with { Snapshot = null });
        cluster.Give(whole with { Snapshot = AtFive with { LastTerm = new Term(9) } });

        Assert.Empty(cluster[2].Installed);
        Assert.Empty(cluster.Network);
    }

    [Fact]
    public void A_leader_without_a_snapshot_that_reaches_its_boundary_asks_for_one()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Isolate(3);
        cluster.Propose(1, "a", "b", "c");
        cluster.Settle();
        cluster[1].Log.TrimTo(new LogIndex(3));
        cluster.Heal();

        cluster.Tick(6);

        Assert.True(cluster[1].SnapshotWanted);
        Assert.Empty(cluster[3].Installed);
    }

    private static TestCluster Lagging(int chunkBytes, long bytesPerTick = 1 << 20)
    {
        var cluster = new TestCluster(3, configure: options => options with
        {
            SnapshotChunkBytes = chunkBytes,
            SnapshotBytesPerTick = bytesPerTick,
        }).Elect(1);
        cluster.Isolate(3);
        cluster.Propose(1, "a", "b", "c", "d", "e", "f");
        cluster.Settle();
        cluster[1].Compact(new LogIndex(6));
        cluster.Heal();
        cluster[1].Node.PeerUnreachable(new NodeId(3));
        return cluster;
    }

    private static void Offer(TestCluster cluster, SnapshotDescriptor snapshot) => Chunk(cluster, snapshot, 0, (int)snapshot.Length);

    private static void Chunk(TestCluster cluster, SnapshotDescriptor snapshot, long offset, int length) =>
        cluster.Give(Message(snapshot, offset, length));

    private static RaftMessage Message(SnapshotDescriptor snapshot, long offset, int length) =>
        TestCluster.Compose(RaftMessageKind.InstallSnapshot, 1, 2, term: 2) with
        {
            Snapshot = snapshot,
            SnapshotOffset = offset,
            SnapshotLength = length,
            SnapshotDone = offset + length == snapshot.Length,
            Chunk = new PayloadPool(0).Copy(new byte[length]),
        };
}
