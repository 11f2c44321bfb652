using CsCheck;
using RaftLog.Simulation;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Tests.Disks;

/// <summary>The simulated disk must be as treacherous as it says, and no more: tests that stand on it prove nothing otherwise.</summary>
public sealed class SimulatedDiskTests
{
    [Fact]
    public void Synced_bytes_survive_every_crash_state_and_unsynced_ones_need_not()
    {
        var disk = new SimulatedDisk(1);
        var file = CreateDurably(disk, "a", [1, 1, 1]);
        file.Write([2, 2], 3);

        var states = disk.EnumerateCrashStates(1000).Select(state => Content(state, "a")).ToArray();

        Assert.All(states, content => Assert.Equal([1, 1, 1], content![..3]));
        Assert.Contains(states, content => content!.Length == 3);
        Assert.Contains(states, content => content!.SequenceEqual<byte>([1, 1, 1, 2, 2]));
        Assert.Contains(states, content => content!.SequenceEqual<byte>([1, 1, 1, 0, 0])); // length without data
        Assert.Contains(states, content => content!.SequenceEqual<byte>([1, 1, 1, 2, 0])); // torn
        Assert.Contains(states, content => content!.SequenceEqual<byte>([1, 1, 1, 2])); // half grown
    }

    [Fact]
    public void Sectors_of_one_write_survive_in_any_combination()
    {
        var disk = new SimulatedDisk(1);
        var file = CreateDurably(disk, "a", new byte[3 * 512]);
        file.Write(Enumerable.Repeat((byte)7, 3 * 512).ToArray(), 0);

        var whole = disk.EnumerateCrashStates(1000)
            .Select(state => Content(state, "a")!)
            .Where(content => content.Chunk(512).All(sector => sector.Distinct().Count() == 1))
            .Select(content => $"{content[0]}{content[512]}{content[1024]}")
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["000", "007", "070", "077", "700", "707", "770", "777"], whole);
    }

    [Fact]
    public void A_later_write_can_survive_where_an_earlier_one_does_not()
    {
        var disk = new SimulatedDisk(1);
        var file = CreateDurably(disk, "a", new byte[1024]);
        file.Write([1], 0);
        file.Write([2], 512);

        Assert.Contains(disk.EnumerateCrashStates(1000), state => Content(state, "a") is { } c && c[0] == 0 && c[512] == 2);
    }

    [Fact]
    public void A_name_that_no_directory_sync_covered_can_vanish_with_its_synced_content()
    {
        var disk = new SimulatedDisk(1);
        using var file = disk.Open("a", DiskOpenMode.CreateNew);
        file.Write([1], 0);
        file.SyncData();

        var states = disk.EnumerateCrashStates(100).ToArray();
        Assert.Contains(states, state => Content(state, "a") is null);
        Assert.Contains(states, state => Content(state, "a") is [1]);
        Assert.DoesNotContain(states, state => Content(state, "a") is { } content and not [1]);

        disk.SyncDirectory("");
        Assert.All(disk.EnumerateCrashStates(100), state => Assert.Equal([1], Content(state, "a")));
    }

    [Fact]
    public void Syncing_a_folder_does_not_make_the_folder_itself_durable()
    {
        var disk = new SimulatedDisk(1);
        disk.CreateDirectory("d");
        CreateDurably(disk, "d/a", [1]);

        Assert.Contains(disk.EnumerateCrashStates(100), state => !state.ListDirectories("").Contains("d"));
        disk.SyncDirectory("");
        Assert.All(disk.EnumerateCrashStates(100), state => Assert.Equal([1], Content(state, "d/a")));
    }

    [Fact]
    public void A_rename_is_old_or_new_and_never_both_or_none()
    {
        var disk = new SimulatedDisk(1);
        CreateDurably(disk, "a", [1]);
        CreateDurably(disk, "b", [2]);
        disk.Rename("a", "b");

        var outcomes = disk.EnumerateCrashStates(100).Select(Describe).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["a=1 b=2", "b=1"], outcomes);

        static string Describe(SimulatedDisk state) =>
            string.Join(' ', state.ListFiles("").Select(name => $"{name}={Content(state, name)![0]}"));
    }

    [Fact]
    public void Renaming_an_unsynced_file_can_leave_an_empty_one()
    {
        var disk = new SimulatedDisk(1);
        CreateDurably(disk, "a", [1]);
        using var file = disk.Open("a.tmp", DiskOpenMode.CreateNew);
        file.Write([2], 0);
        disk.Rename("a.tmp", "a");
        disk.SyncDirectory("");

        Assert.Contains(disk.EnumerateCrashStates(100), state => Content(state, "a") is []);
    }

    [Fact]
    public void A_deletion_that_was_not_synced_can_be_undone_and_a_synced_one_cannot()
    {
        var disk = new SimulatedDisk(1);
        CreateDurably(disk, "a", [1]);
        disk.DeleteFile("a");
        Assert.Contains(disk.EnumerateCrashStates(100), state => state.FileExists("a"));
        disk.SyncDirectory("");
        Assert.All(disk.EnumerateCrashStates(100), state => Assert.False(state.FileExists("a")));
    }

    [Fact]
    public void Bytes_do_not_return_from_beyond_a_truncation_that_survived()
    {
        var disk = new SimulatedDisk(1);
        var file = CreateDurably(disk, "a", Enumerable.Repeat((byte)1, 1024).ToArray());
        file.SetLength(512);
        file.Write([2], 1023);

        var states = disk.EnumerateCrashStates(1000).Select(state => Content(state, "a")!).ToArray();
        Assert.Contains(states, content => content.Length == 512);
        Assert.Contains(states, content => content.Length == 1024 && content[600] == 1); // not truncated at all
        Assert.Contains(states, content => content.Length == 1024 && content[600] == 0 && content[1023] == 2);
        Assert.All(states, content => Assert.All(content[..512], b => Assert.Equal(1, b)));
    }

    [Fact]
    public void Kill_keeps_the_page_cache_but_a_power_cut_after_it_does_not()
    {
        var disk = new SimulatedDisk(1);
        var file = CreateDurably(disk, "a", [1]);
        file.Write([2], 0);
        disk.Crash(CrashMode.KeepingAll);
        Assert.Equal([2], Content(disk, "a"));
        Assert.Throws<DiskException>(() => file.Write([3], 0));

        disk.Crash(CrashMode.LosingAllUnsynced);
        Assert.Equal([1], Content(disk, "a"));
        Assert.Equal(2, disk.Counters.Crashes);
    }

    [Fact]
    public void A_crash_releases_locks()
    {
        var disk = new SimulatedDisk(1);
        var held = disk.TryLock("lock");
        disk.Crash(CrashMode.KeepingAll);
        using var again = disk.TryLock("lock");
        Assert.NotNull(again);
        held!.Dispose();
        Assert.Null(disk.TryLock("lock"));
    }

    [Fact]
    public void After_a_failed_sync_the_pages_look_written_and_a_second_sync_saves_nothing()
    {
        var lost = 0;
        for (ulong seed = 0; seed < 30; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var file = CreateDurably(disk, "a", [1]);
            disk.Inject(new SimulatedFault(DiskOperation.SyncData));
            file.Write([2], 0);
            Assert.Equal(DiskFailure.Io, Assert.Throws<DiskException>(file.SyncData).Failure);
            Assert.Equal([2], Content(disk, "a"));
            file.SyncData();
            disk.Crash(CrashMode.LosingAllUnsynced);
            if (Content(disk, "a") is [1]) lost++;
            Assert.Equal(1, disk.Counters.FailedSyncs);
        }

        Assert.InRange(lost, 1, 29);
    }

    [Fact]
    public void A_lying_sync_promises_and_does_not_keep()
    {
        var disk = new SimulatedDisk(1);
        var file = CreateDurably(disk, "a", [1]);
        disk.Inject(new SimulatedFault(DiskOperation.SyncData) { Lies = true });
        file.Write([2], 0);
        file.SyncData();
        disk.Crash(CrashMode.LosingAllUnsynced);

        Assert.Equal([1], Content(disk, "a"));
        Assert.Equal(1, disk.Counters.LyingSyncs);
    }

    [Fact]
    public void Faults_strike_the_operation_path_and_turn_they_name()
    {
        var disk = new SimulatedDisk(1);
        using var file = CreateDurably(disk, "a", [1]);
        using var other = CreateDurably(disk, "b", [1]);
        disk.Inject(new SimulatedFault(DiskOperation.Write, "a", Skip: 1, Times: 2) { Failure = DiskFailure.Resources });

        file.Write([1], 0);
        Assert.Equal(DiskFailure.Resources, Assert.Throws<DiskException>(() => file.Write([1], 0)).Failure);
        other.Write([1], 0);
        Assert.Throws<DiskException>(() => file.Write([1], 0));
        file.Write([1], 0);
        disk.Inject(new SimulatedFault(DiskOperation.Read, Times: int.MaxValue));
        Assert.Throws<DiskException>(() => file.Read(new byte[1], 0));
        disk.HealFaults();
        Assert.Equal(1, file.Read(new byte[1], 0));
        Assert.Equal(3, disk.Counters.FailedOperations);
    }

    [Fact]
    public void A_full_disk_takes_a_prefix_and_overwrites_still_work()
    {
        var disk = new SimulatedDisk(1) { CapacityBytes = 10 };
        using var file = disk.Open("a", DiskOpenMode.CreateNew);
        file.Write(new byte[8], 0);
        Assert.Equal(DiskFailure.Full, Assert.Throws<DiskException>(() => file.Write([1, 2, 3, 4], 8)).Failure);
        Assert.Equal(10, file.Length);
        Assert.Equal(0, disk.GetSpace().Free);
        file.Write([9], 0);
        disk.CapacityBytes = 100;
        file.Write([1, 2, 3, 4], 8);
        Assert.Equal(12, disk.UsedBytes);
        Assert.Equal(1, disk.Counters.FullWrites);
    }

    [Fact]
    public void Damage_outlives_crashes()
    {
        var disk = new SimulatedDisk(1);
        CreateDurably(disk, "a", Enumerable.Repeat((byte)1, 1024).ToArray());
        disk.FlipBit("a", 3, 1);
        disk.ZeroSector("a", 1);
        disk.Crash(CrashMode.LosingAllUnsynced);

        var content = Content(disk, "a")!;
        Assert.Equal(3, content[3]);
        Assert.All(content[512..], b => Assert.Equal(0, b));
        Assert.Equal(1, content[511]);
    }

    [Fact]
    public void The_same_seed_crashes_the_same_way()
    {
        var first = RandomRun(42);
        Assert.Equal(first, RandomRun(42));
        Assert.Contains(Enumerable.Range(0, 10), seed => RandomRun((ulong)seed) != first);

        static string RandomRun(ulong seed)
        {
            var disk = new SimulatedDisk(seed);
            using var file = disk.Open("a", DiskOpenMode.CreateNew);
            disk.SyncDirectory("");
            for (var i = 0; i < 20; i++) file.Write(Enumerable.Repeat((byte)i, 700).ToArray(), i * 500);
            disk.Crash(CrashMode.Random);
            return Convert.ToHexString(Content(disk, "a")!);
        }
    }

    /// <summary>Random histories: whatever is synced, file and name, reads the same after any random crash.</summary>
    [Fact]
    public void Synced_state_is_never_lost() =>
        Gen.Select(Gen.ULong, Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2000], Gen.Int[1, 1500]).Array[1, 30]).Sample(
            (seed, steps) =>
            {
                var disk = new SimulatedDisk(seed);
                using var file = CreateDurably(disk, "a", []);
                byte[] durable = [];
                var stamp = (byte)0;
                foreach (var (kind, position, length) in steps)
                {
                    if (kind <= 1) file.Write(Enumerable.Repeat(++stamp, length).ToArray(), position);
                    else if (kind == 2) file.SetLength(position);
                    else file.SyncData();
                    if (kind == 3) durable = Content(disk, "a")!;
                }

                var synced = steps[^1].Item1 == 3;
                disk.Crash(CrashMode.Random);
                var after = Content(disk, "a")!;
                return !synced || after.AsSpan().SequenceEqual(durable);
            },
            iter: 2000);

    [Fact]
    public void A_clone_goes_its_own_way()
    {
        var disk = new SimulatedDisk(1);
        var file = CreateDurably(disk, "a", [1]);
        file.Write([2], 0);
        var clone = disk.Clone();
        file.Write([3], 0);
        file.SyncData();
        clone.Crash(CrashMode.KeepingAll);
        Assert.Equal([2], Content(clone, "a"));
        clone.Crash(CrashMode.LosingAllUnsynced);
        Assert.Equal([1], Content(clone, "a"));
        Assert.Equal([3], Content(disk, "a"));
    }

    [Fact]
    public void The_explorer_finds_a_protocol_that_forgets_a_sync()
    {
        Explore(skipSync: false);
        Assert.Throws<CrashStateException>(() => Explore(skipSync: true));

        static void Explore(bool skipSync)
        {
            var disk = new SimulatedDisk(1);
            var promised = false;
            CrashExplorer.Explore(
                disk,
                100,
                d =>
                {
                    using var file = d.Open("a", DiskOpenMode.CreateNew);
                    file.Write([1], 0);
                    if (!skipSync) file.SyncData();
                    d.SyncDirectory("");
                    promised = true;
                },
                crashed => Assert.True(!promised || Content(crashed, "a") is [1]));
        }
    }

    private static IDiskFile CreateDurably(SimulatedDisk disk, string path, byte[] content)
    {
        var file = disk.Open(path, DiskOpenMode.CreateNew);
        file.Write(content, 0);
        file.SyncData();
        disk.SyncDirectory(DiskPath.DirectoryOf(path));
        return file;
    }

    private static byte[]? Content(SimulatedDisk disk, string path)
    {
        if (!disk.FileExists(path)) return null;
        using var file = disk.Open(path, DiskOpenMode.Read);
        var content = new byte[file.Length];
        Assert.Equal(content.Length, file.Read(content, 0));
        return content;
    }
}
