using RaftLog.Primitives;
using RaftLog.Simulation;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Tests.Node;

public sealed class DataDirectoryTests
{
    [Fact]
    public void An_empty_folder_becomes_a_data_directory_and_keeps_its_identity()
    {
        var disk = new MemoryDisk();
        Guid uuid;
        using (var made = Open(disk))
        {
            Assert.True(made.IsNew);
            Assert.Null(made.ClusterId);
            uuid = made.NodeUuid;
            made.BindToCluster("c-1");
        }

        using var again = Open(disk);
        Assert.False(again.IsNew);
        Assert.Equal((new NodeId(1), uuid, "c-1"), (again.NodeId, again.NodeUuid, again.ClusterId));
        Assert.True(disk.FileExists(StateJournal.Path));
    }

    [Fact]
    public void A_fresh_file_system_counts_as_empty()
    {
        var disk = new MemoryDisk();
        disk.CreateDirectory("lost+found");
        using var directory = Open(disk);
        Assert.True(directory.IsNew);
    }

    [Theory]
    [InlineData("orders-0.abc", true)]
    [InlineData("trash", true)]
    [InlineData("state.journal", false)]
    [InlineData("holiday.jpg", false)]
    public void Data_without_an_identity_is_left_alone(string name, bool isFolder)
    {
        var disk = new MemoryDisk();
        if (isFolder) disk.CreateDirectory(name);
        else disk.Open(name, DiskOpenMode.CreateNew).Dispose();

        var refusal = Refused(disk, DataDirectoryProblem.IdentityMissing);
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.False(disk.FileExists(DataDirectory.MetaPath));
    }

    [Fact]
    public void Another_nodes_directory_is_refused_and_says_whose_it_is()
    {
        var disk = new MemoryDisk();
        Open(disk).Dispose();
        var refusal = Refused(disk, DataDirectoryProblem.WrongNode, Options() with { NodeId = new NodeId(2) });
        Assert.Contains("belongs to node 1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("/data", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_clusters_directory_is_refused()
    {
        var disk = new MemoryDisk();
        using (var directory = Open(disk))
        {
            directory.BindToCluster("mine");
            directory.BindToCluster("mine");
            var late = Assert.Throws<DataDirectoryException>(() => directory.BindToCluster("other"));
            Assert.Equal(DataDirectoryProblem.ForeignCluster, late.Problem);
        }

        Refused(disk, DataDirectoryProblem.ForeignCluster, Options() with { ClusterId = "other" });
        Open(disk, Options() with { ClusterId = "mine" }).Dispose();
    }

    [Fact]
    public void A_newer_format_is_refused_as_such()
    {
        var disk = new MemoryDisk();
        Open(disk).Dispose();
        Overwrite(disk, """{ "formatVersion": 2, "somethingElse": [] }"""u8);
        Assert.Contains("format 2", Refused(disk, DataDirectoryProblem.NewerFormat).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_in_use_is_refused_until_it_is_released()
    {
        var disk = new MemoryDisk();
        using (Open(disk)) Refused(disk, DataDirectoryProblem.InUse);
        Open(disk).Dispose();
    }

    [Fact]
    public void A_refusal_releases_the_lock()
    {
        var disk = new MemoryDisk();
        Open(disk).Dispose();
        Refused(disk, DataDirectoryProblem.WrongNode, Options() with { NodeId = new NodeId(2) });
        Open(disk).Dispose();
    }

    [Fact]
    public void A_directory_that_cannot_be_written_is_refused()
    {
        var disk = new SimulatedDisk(1);
        disk.Inject(new SimulatedFault(DiskOperation.Open, Times: int.MaxValue) { Failure = DiskFailure.Access });
        Refused(disk, DataDirectoryProblem.NotWritable);
    }

    [Fact]
    public void An_unreadable_identity_is_damage()
    {
        var disk = new SimulatedDisk(1);
        Open(disk).Dispose();
        disk.Inject(new SimulatedFault(DiskOperation.Read, DataDirectory.MetaPath));
        Refused(disk, DataDirectoryProblem.Damaged);
    }

    [Fact]
    public void Every_flipped_bit_of_the_identity_is_refused_or_harmless()
    {
        var disk = new SimulatedDisk(1);
        Guid uuid;
        using (var directory = Open(disk)) uuid = directory.NodeUuid;
        long length;
        using (var file = disk.Open(DataDirectory.MetaPath, DiskOpenMode.Read)) length = file.Length;
        var refused = 0;
        for (long position = 0; position < length; position++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var damaged = disk.Clone();
                damaged.FlipBit(DataDirectory.MetaPath, position, bit);
                try
                {
                    using var opened = Open(damaged);
                    Assert.Equal((uuid, new NodeId(1)), (opened.NodeUuid, opened.NodeId));
                    Assert.False(opened.IsNew);
                }
                catch (DataDirectoryException)
                {
                    refused++;
                }
            }
        }

        Assert.True(refused > length * 6, $"only {refused} of {length * 8} flips were noticed");
    }

    [Fact]
    public void Every_truncation_of_the_identity_is_refused()
    {
        var disk = new SimulatedDisk(1);
        Open(disk).Dispose();
        long length;
        using (var file = disk.Open(DataDirectory.MetaPath, DiskOpenMode.Read)) length = file.Length;
        for (long cut = 0; cut < length; cut++)
        {
            var damaged = disk.Clone();
            using (var file = damaged.Open(DataDirectory.MetaPath, DiskOpenMode.ReadWrite)) file.SetLength(cut);
            Refused(damaged, DataDirectoryProblem.Damaged);
        }
    }

    [Fact]
    public void A_clean_stop_counts_once()
    {
        var disk = new MemoryDisk();
        using (var directory = Open(disk)) directory.MarkCleanStop();
        using (var directory = Open(disk)) Assert.True(directory.WasStoppedCleanly);
        using (var directory = Open(disk)) Assert.False(directory.WasStoppedCleanly);
    }

    [Fact]
    public void A_new_boot_without_a_clean_stop_casts_doubt_until_it_is_dealt_with()
    {
        var disk = new MemoryDisk();
        var nextBoot = Options() with { BootId = "boot-2" };
        Open(disk).Dispose();
        using (var same = Open(disk)) Assert.False(same.MayHaveLostUnsynced);
        using (var next = Open(disk, nextBoot)) Assert.True(next.MayHaveLostUnsynced);
        using (var stillInDoubt = Open(disk, nextBoot))
        {
            Assert.True(stillInDoubt.MayHaveLostUnsynced);
            stillInDoubt.RecordBoot();
            Assert.False(stillInDoubt.MayHaveLostUnsynced);
        }

        using var settled = Open(disk, nextBoot);
        Assert.False(settled.MayHaveLostUnsynced);
    }

    [Fact]
    public void A_clean_stop_vouches_for_the_boots_around_it_only()
    {
        var disk = new MemoryDisk();
        using (var directory = Open(disk)) directory.MarkCleanStop();
        using (var second = Open(disk, Options() with { BootId = "boot-2" })) Assert.False(second.MayHaveLostUnsynced);
        using var third = Open(disk, Options() with { BootId = "boot-3" });
        Assert.True(third.MayHaveLostUnsynced);
    }

    [Fact]
    public void Trash_takes_folders_of_the_same_name_and_is_purged()
    {
        var disk = new MemoryDisk();
        using var directory = Open(disk);
        for (var i = 0; i < 2; i++)
        {
            disk.CreateDirectory("orders-0.x");
            disk.Open("orders-0.x/0.log", DiskOpenMode.CreateNew).Dispose();
            directory.MoveToTrash("orders-0.x");
        }

        directory.MoveToTrash("never-was");
        Assert.Equal(["trash"], disk.ListDirectories(""));
        Assert.Equal(["orders-0.x.0", "orders-0.x.1"], disk.ListDirectories("trash"));
        Assert.Equal(2, directory.PurgeTrash());
        Assert.Equal(0, directory.PurgeTrash());
        Assert.Empty(disk.ListDirectories("trash"));
    }

    /// <summary>Power is cut at every step of a directory's life; it must open again, with the identity it had shown.</summary>
    [Fact]
    public void Every_crash_state_of_its_life_opens_with_the_same_identity()
    {
        Guid? uuid = null;
        string? cluster = null;
        var isClean = false;
        var mayBeClean = false;
        var thrownAway = false;
        var exploration = CrashExplorer.Explore(
            new SimulatedDisk(7),
            60,
            disk =>
            {
                using (var directory = Open(disk))
                {
                    uuid = directory.NodeUuid;
                    directory.BindToCluster("c-1");
                    cluster = "c-1";
                    disk.CreateDirectory("t-0.x");
                    disk.SyncDirectory("");
                    directory.MoveToTrash("t-0.x");
                    thrownAway = true;
                    directory.PurgeTrash();
                    mayBeClean = true;
                    directory.MarkCleanStop();
                    isClean = true;
                }

                isClean = false;
                using var again = Open(disk);
                mayBeClean = false;
            },
            crashed =>
            {
                using var directory = Open(crashed);
                if (uuid is { } known) Assert.Equal(known, directory.NodeUuid);
                if (cluster is not null) Assert.Equal(cluster, directory.ClusterId);
                if (isClean) Assert.True(directory.WasStoppedCleanly);
                if (!mayBeClean) Assert.False(directory.WasStoppedCleanly);
                if (thrownAway) Assert.DoesNotContain("t-0.x", crashed.ListDirectories(""));
                Assert.True(crashed.FileExists(StateJournal.Path));
            });

        Assert.True(exploration.Points > 25 && exploration.States > 80, exploration.ToString());
    }

    /// <summary>A killed process leaves names in the page cache; the next one must not build on them before they are durable.</summary>
    [Fact]
    public void Kill_at_any_step_then_a_power_cut_after_the_restart_keeps_the_identity()
    {
        var disk = new SimulatedDisk(3);
        var kills = new List<SimulatedDisk>();
        disk.BeforeChange = (_, _) => kills.Add(disk.Clone());
        using (var directory = Open(disk)) directory.MarkCleanStop();
        using (Open(disk))
        {
        }

        Assert.True(kills.Count > 15);
        foreach (var killed in kills)
        {
            killed.Crash(CrashMode.KeepingAll);
            Guid uuid;
            using (var restarted = Open(killed)) uuid = restarted.NodeUuid;
            killed.Crash(CrashMode.LosingAllUnsynced);
            using var recovered = Open(killed);
            Assert.Equal(uuid, recovered.NodeUuid);
            Assert.False(recovered.WasStoppedCleanly);
        }
    }

    [Fact]
    public void A_full_disk_while_it_is_made_leaves_something_that_opens_once_there_is_room()
    {
        for (var capacity = 0; capacity < 1200; capacity += 50)
        {
            var disk = new SimulatedDisk(1) { CapacityBytes = capacity };
            try
            {
                Open(disk).Dispose();
            }
            catch (DiskException e) when (e.Failure == DiskFailure.Full)
            {
            }

            disk.CapacityBytes = null;
            Open(disk).Dispose();
        }
    }

    [Fact]
    public void The_boot_id_is_stable_within_a_boot()
    {
        var id = MachineBoot.ReadId(TimeProvider.System);
        Assert.NotEmpty(id);
        if (OperatingSystem.IsLinux()) Assert.Equal(id, MachineBoot.ReadId(TimeProvider.System));
    }

    private static DataDirectoryOptions Options() => new()
    {
        Location = "/data",
        NodeId = new NodeId(1),
        BootId = "boot-1",
        CreatedBy = "RaftLog tests",
    };

    private static DataDirectory Open(IDisk disk, DataDirectoryOptions? options = null) =>
        DataDirectory.Open(disk, options ?? Options());

    private static DataDirectoryException Refused(IDisk disk, DataDirectoryProblem problem, DataDirectoryOptions? options = null)
    {
        var refusal = Assert.Throws<DataDirectoryException>(() => Open(disk, options));
        Assert.Equal(problem, refusal.Problem);
        return refusal;
    }

    private static void Overwrite(MemoryDisk disk, ReadOnlySpan<byte> content)
    {
        using var file = disk.Open(DataDirectory.MetaPath, DiskOpenMode.ReadWrite);
        file.SetLength(0);
        file.Write(content, 0);
    }
}
