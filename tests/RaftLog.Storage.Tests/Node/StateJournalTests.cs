using RaftLog.Primitives;
using RaftLog.Records;
using RaftLog.Simulation;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Tests.Node;

public sealed class StateJournalTests
{
    private static readonly Guid NodeUuid = new("11111111-2222-3333-4444-555555555555");
    private static readonly Guid ReplicaUuid = new("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
    private static readonly StateJournalOptions Small = new() { GarbageRecordsMax = 4, ExtensionRecords = 2 };

    [Fact]
    public void What_was_saved_is_there_after_reopening()
    {
        var (disk, scheduler) = (NewDisk(), new ManualFlushScheduler());
        using (var journal = Open(disk, scheduler))
        {
            journal.Save(Group(1), State(3, vote: 2) with { Flags = ReplicaFlags.MemoryDurability | ReplicaFlags.Suspect });
            journal.Save(Group(2), State(0, vote: -1));
            journal.Save(Group(2), State(int.MaxValue, vote: int.MaxValue));
            journal.Save(Group(3), State(1));
            journal.Delete(Group(3));
            scheduler.FlushAll();
            Assert.Equal(5, journal.FlushedTicket);
        }

        using var again = Open(disk, scheduler);
        Assert.True(again.TryGet(Group(1), out var first));
        Assert.Equal(State(3, vote: 2) with { Flags = ReplicaFlags.MemoryDurability | ReplicaFlags.Suspect }, first);
        Assert.True(again.TryGet(Group(2), out var second));
        Assert.Equal(State(int.MaxValue, vote: int.MaxValue), second);
        Assert.False(again.TryGet(Group(3), out _));
        Assert.Equal(2, again.ListReplicas().Count);
    }

    [Fact]
    public void A_thousand_votes_cost_one_sync()
    {
        var (disk, scheduler) = (NewDisk(), new ManualFlushScheduler());
        using var journal = Open(disk, scheduler);
        var listener = new Listener();
        for (var i = 0; i < 1000; i++) journal.Save(Group(i), State(1, vote: 1), listener);
        var syncs = 0;
        disk.BeforeChange = (operation, _) => syncs += operation == DiskOperation.SyncData ? 1 : 0;

        Assert.Equal(0, journal.FlushedTicket);
        Assert.Empty(listener.Saved);
        scheduler.FlushAll();

        Assert.Equal(1, syncs);
        Assert.Equal(1000, journal.FlushedTicket);
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), listener.Saved);
    }

    [Fact]
    public void A_term_never_goes_back_and_a_vote_never_changes()
    {
        var (disk, scheduler) = (NewDisk(), new ManualFlushScheduler());
        using var journal = Open(disk, scheduler);
        journal.Save(Group(1), State(5, vote: -1));
        journal.Save(Group(1), State(5, vote: 2));
        journal.Save(Group(1), State(5, vote: 2) with { Flags = ReplicaFlags.Suspect });

        Assert.Throws<InvariantBrokenException>(() => journal.Save(Group(1), State(4, vote: 2)));
        Assert.Throws<InvariantBrokenException>(() => journal.Save(Group(1), State(5, vote: 3)));
        Assert.Throws<InvariantBrokenException>(() => journal.Save(Group(1), State(5, vote: -1)));
        journal.Save(Group(1), State(1, vote: 3) with { ReplicaUuid = Guid.Empty }); // another copy starts anew
        Assert.Equal(4, journal.Save(Group(2), State(1)) - 1);
    }

    [Fact]
    public void A_missing_journal_is_refused_and_not_made_again()
    {
        var disk = NewDisk();
        disk.DeleteFile(StateJournal.Path);
        var refusal = Assert.Throws<StateJournalCorruptException>(() => Open(disk, new ManualFlushScheduler()));
        Assert.Contains("missing", refusal.Message, StringComparison.Ordinal);
        Assert.False(disk.FileExists(StateJournal.Path));
    }

    [Fact]
    public void An_empty_or_foreign_journal_is_refused()
    {
        var disk = NewDisk();
        Assert.Throws<StateJournalCorruptException>(() => StateJournal.Open(disk, Guid.Empty, new ManualFlushScheduler()));
        using (var file = disk.Open(StateJournal.Path, DiskOpenMode.ReadWrite)) file.SetLength(0);
        Assert.Throws<StateJournalCorruptException>(() => Open(disk, new ManualFlushScheduler()));
    }

    [Fact]
    public void Every_flipped_bit_of_acknowledged_records_is_refused()
    {
        var (disk, scheduler) = (NewDisk(), new ManualFlushScheduler());
        using (var journal = Open(disk, scheduler))
        {
            for (var i = 0; i < 3; i++)
            {
                journal.Save(Group(i), State(i + 1, vote: i));
                scheduler.FlushAll(); // each in a batch of its own, the last one included
            }
        }

        for (var position = 0; position < 4 * JournalFormat.SlotBytes; position++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var damaged = disk.Clone();
                damaged.FlipBit(StateJournal.Path, position, bit);
                Assert.Throws<StateJournalCorruptException>(() => Open(damaged, scheduler));
            }
        }
    }

    [Fact]
    public void A_zeroed_sector_before_the_last_batch_is_refused()
    {
        var (disk, scheduler) = (NewDisk(), new ManualFlushScheduler());
        using (var journal = Open(disk, scheduler))
        {
            for (var i = 0; i < 40; i++)
            {
                journal.Save(Group(i), State(1));
                scheduler.FlushAll();
            }
        }

        for (var sector = 0; sector < 5; sector++)
        {
            var damaged = disk.Clone();
            damaged.ZeroSector(StateJournal.Path, sector);
            Assert.Throws<StateJournalCorruptException>(() => Open(damaged, scheduler));
        }
    }

    [Fact]
    public void A_tail_torn_at_any_byte_is_cut_and_the_journal_goes_on()
    {
        var (disk, scheduler) = (NewDisk(), new ManualFlushScheduler());
        using (var journal = Open(disk, scheduler))
        {
            journal.Save(Group(0), State(7, vote: 1));
            scheduler.FlushAll();
        }

        var before = disk.Clone();
        using (var journal = Open(disk, scheduler))
        {
            journal.Save(Group(0), State(8, vote: 2));
            journal.Save(Group(1), State(1, vote: 3));
            scheduler.FlushAll();
        }

        var written = new byte[2 * JournalFormat.SlotBytes];
        using (var file = disk.Open(StateJournal.Path, DiskOpenMode.Read)) file.Read(written, 2 * JournalFormat.SlotBytes);
        for (var survived = 0; survived < written.Length; survived++)
        {
            var torn = before.Clone();
            using (var file = torn.Open(StateJournal.Path, DiskOpenMode.ReadWrite))
            {
                file.Write(written.AsSpan(0, survived), 2 * JournalFormat.SlotBytes);
            }

            // One bit from the whole record is where a torn write and a decayed bit cannot be told apart; no cut here is so near.
            using (var journal = Open(torn, scheduler))
            {
                journal.TryGet(Group(0), out var state);
                Assert.Equal(survived < JournalFormat.SlotBytes ? State(7, vote: 1) : State(8, vote: 2), state);
                Assert.False(journal.TryGet(Group(1), out _));
                journal.Save(Group(2), State(9));
                scheduler.FlushAll();
            }

            using var again = Open(torn, scheduler);
            Assert.True(again.TryGet(Group(2), out _));
        }
    }

    /// <summary>Sectors of one unsynced batch survive in any order: a hole with intact records after it is a torn tail.</summary>
    [Fact]
    public void A_hole_in_a_batch_that_was_never_acknowledged_is_cut()
    {
        var (disk, scheduler) = (NewDisk(), new ManualFlushScheduler());
        var journal = Open(disk, scheduler);
        for (var i = 0; i < 30; i++) journal.Save(Group(i), State(1, vote: 1));
        disk.Inject(new SimulatedFault(DiskOperation.SyncData) { Lies = true });
        scheduler.FlushAll();

        var holes = 0;
        foreach (var crashed in disk.EnumerateCrashStates(400))
        {
            using var recovered = Open(crashed, scheduler);
            if (recovered.ListReplicas().Count is > 0 and < 30) holes++;
            Assert.Equal(Enumerable.Range(0, recovered.ListReplicas().Count).Select(Group), recovered.ListReplicas().Select(r => r.Key));
        }

        Assert.True(holes > 10);
    }

    /// <summary>
    /// What lay behind a hole must not come back when the hole is filled with the very record that was lost: the chain would fit.
    /// </summary>
    [Fact]
    public void Remains_behind_a_hole_stay_gone_when_the_same_record_is_saved_again()
    {
        var (disk, scheduler) = (NewDisk(), new ManualFlushScheduler());
        using (var journal = Open(disk, scheduler))
        {
            journal.Save(Group(0), State(1));
            journal.Save(Group(1), State(1));
            scheduler.FlushAll();
        }

        using (var file = disk.Open(StateJournal.Path, DiskOpenMode.ReadWrite))
        {
            file.Write(new byte[JournalFormat.SlotBytes], JournalFormat.SlotBytes); // the first of the two never reached the disk
        }

        using (var journal = Open(disk, scheduler))
        {
            Assert.Empty(journal.ListReplicas());
            journal.Save(Group(0), State(1));
            scheduler.FlushAll();
        }

        using var again = Open(disk, scheduler);
        Assert.Equal(Group(0), Assert.Single(again.ListReplicas()).Key);
    }

    [Fact]
    public void A_failed_sync_is_final()
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var (disk, scheduler, listener) = (NewDisk(), new ManualFlushScheduler(), new Listener());
            using var journal = Open(disk, scheduler);
            disk.Inject(new SimulatedFault(DiskOperation.SyncData, Skip: attempt) { Failure = DiskFailure.Full });
            for (var i = 1; i <= attempt; i++)
            {
                journal.Save(Group(1), State(i), listener);
                scheduler.FlushAll();
            }

            journal.Save(Group(1), State(50), listener);
            journal.Save(Group(2), State(50), listener);
            scheduler.FlushAll();

            Assert.NotNull(journal.Failure);
            Assert.Equal(attempt, journal.FlushedTicket);
            Assert.Equal([attempt + 1, attempt + 2], listener.Failed);
            Assert.Throws<StateJournalFailedException>(() => journal.Save(Group(1), State(60), listener));
            Assert.Throws<StateJournalFailedException>(() => journal.Delete(Group(1)));
            Assert.False(journal.Flush());
            Assert.Equal(attempt, journal.FlushedTicket);
            Assert.Equal(attempt, listener.Saved.Count);
        }
    }

    [Fact]
    public void A_full_disk_holds_saves_up_and_they_go_through_once_there_is_room()
    {
        var (disk, scheduler, listener) = (NewDisk(), new ManualFlushScheduler(), new Listener());
        using (var journal = StateJournal.Open(disk, NodeUuid, scheduler, new StateJournalOptions { ExtensionRecords = 4 }))
        {
            disk.CapacityBytes = disk.UsedBytes;
            for (var i = 0; i < 4; i++) journal.Save(Group(i), State(1), listener);
            scheduler.FlushAll();
            Assert.Equal(4, journal.FlushedTicket); // written to the reserve
            journal.Save(Group(4), State(1), listener);
            journal.Save(Group(5), State(1), listener);
            scheduler.FlushAll();
            Assert.True(journal.IsStalledByFullDisk);
            Assert.Null(journal.Failure);
            Assert.Equal(4, journal.FlushedTicket);

            disk.CapacityBytes = null;
            journal.Save(Group(6), State(1), listener);
            scheduler.Clear();
            journal.RetryIfStalled();
            scheduler.FlushAll();
            Assert.False(journal.IsStalledByFullDisk);
            Assert.Equal(7, journal.FlushedTicket);
            Assert.Equal([1, 2, 3, 4, 5, 6, 7], listener.Saved);
            Assert.Empty(listener.Failed);
        }

        disk.Crash(CrashMode.LosingAllUnsynced);
        using var again = Open(disk, scheduler);
        Assert.Equal(7, again.ListReplicas().Count);
    }

    [Fact]
    public void Garbage_is_bounded_and_a_full_disk_does_not_stop_votes_when_a_rewrite_is_due()
    {
        var (disk, scheduler) = (NewDisk(), new ManualFlushScheduler());
        using var journal = Open(disk, scheduler);
        for (var term = 1; term <= 500; term++)
        {
            journal.Save(Group(1), State(term));
            scheduler.FlushAll();
        }

        Assert.True(disk.UsedBytes < 40 * JournalFormat.SlotBytes, $"{disk.UsedBytes} bytes");

        disk.CapacityBytes = disk.UsedBytes + (3 * JournalFormat.SlotBytes);
        long flushed = 0;
        for (var term = 501; term <= 503; term++)
        {
            flushed = journal.Save(Group(1), State(term));
            scheduler.FlushAll();
        }

        Assert.Equal(flushed, journal.FlushedTicket);
    }

    /// <summary>Power is cut at every step of saves, deletes and rewrites: what a ticket promised is there, nothing goes back.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_crash_state_loses_a_vote_whose_ticket_completed(ulong seed)
    {
        var promised = new Dictionary<RaftGroupId, ReplicaState>();
        var latest = new Dictionary<RaftGroupId, ReplicaState>();
        var random = new DeterministicRandom(seed);
        var mayBeGone = new HashSet<RaftGroupId>();
        var exploration = CrashExplorer.Explore(
            NewDisk(),
            40,
            disk =>
            {
                var scheduler = new ManualFlushScheduler();
                using var journal = Open(disk, scheduler);
                for (var step = 0; step < 60; step++)
                {
                    var group = Group(random.Next(3));
                    if (random.Chance(0.1))
                    {
                        mayBeGone.Add(group);
                        latest.Remove(group);
                        journal.Delete(group);
                    }
                    else
                    {
                        var term = latest.TryGetValue(group, out var before) ? before.Term.Value + 1 : step + 1;
                        latest[group] = State(term, vote: random.Next(5));
                        journal.Save(group, latest[group]);
                    }

                    if (random.Chance(0.4)) continue;
                    scheduler.FlushAll();
                    promised = new(latest);
                    mayBeGone.Clear();
                }
            },
            crashed =>
            {
                var scheduler = new ManualFlushScheduler();
                using (var journal = Open(crashed, scheduler))
                {
                    foreach (var (group, state) in promised)
                    {
                        if (mayBeGone.Contains(group)) continue;
                        Assert.True(journal.TryGet(group, out var found), $"replica {group} is gone");
                        Assert.True(found.MayFollow(state), $"{state} went back to {found}");
                    }

                    journal.Save(Group(99), State(1));
                    scheduler.FlushAll();
                }

                crashed.Crash(CrashMode.LosingAllUnsynced);
                using var again = Open(crashed, scheduler);
                Assert.True(again.TryGet(Group(99), out _));
            });

        Assert.True(exploration.Points > 80 && exploration.States > 1000, exploration.ToString());
    }

    /// <summary>A record read after kill -9 may be in the page cache only; what is decided on it must not vanish with the power.</summary>
    [Fact]
    public void A_vote_seen_after_a_kill_survives_the_power_cut_that_follows()
    {
        var disk = NewDisk();
        var kills = new List<SimulatedDisk>();
        var scheduler = new ManualFlushScheduler();
        using (var journal = Open(disk, scheduler))
        {
            disk.BeforeChange = (_, _) => kills.Add(disk.Clone());
            for (var term = 1; term <= 20; term++)
            {
                journal.Save(Group(1), State(term));
                scheduler.FlushAll();
            }
        }

        foreach (var killed in kills)
        {
            killed.Crash(CrashMode.KeepingAll);
            ReplicaState seen;
            using (var restarted = Open(killed, scheduler)) restarted.TryGet(Group(1), out seen);
            killed.Crash(CrashMode.LosingAllUnsynced);
            using var recovered = Open(killed, scheduler);
            recovered.TryGet(Group(1), out var after);
            Assert.Equal(seen, after);
        }
    }

    [Fact]
    public void A_rewritten_journal_that_has_lost_some_of_its_records_is_damaged()
    {
        var disk = NewDisk();
        var scheduler = new ManualFlushScheduler();
        using (var journal = Open(disk, scheduler))
        {
            for (var term = 1; term <= 12; term++)
            {
                for (var i = 0; i < 3; i++) journal.Save(Group(i), new ReplicaState(new Term(term), NodeId.None, ReplicaUuid, ReplicaFlags.None));
                scheduler.FlushAll();
            }
        }

        using var file = disk.Open(StateJournal.Path, DiskOpenMode.ReadWrite);
        for (var length = 0; length < 4 * JournalFormat.SlotBytes; length++)
        {
            var cut = disk.Clone();
            using (var shortened = cut.Open(StateJournal.Path, DiskOpenMode.ReadWrite)) shortened.SetLength(length);
            Assert.Throws<StateJournalCorruptException>(() => Open(cut, new ManualFlushScheduler()));
        }
    }

    [Fact]
    public void The_bytes_are_those_of_the_documentation()
    {
        var header = new byte[JournalFormat.SlotBytes];
        var headerCrc = JournalFormat.WriteHeader(header, NodeUuid, generation: 3);
        var slot = new byte[JournalFormat.SlotBytes];
        var record = new JournalRecord(
            new RaftGroupId(ReplicaUuid, 258), JournalRecordKind.State, new ReplicaState(new Term(5), new NodeId(7), NodeUuid, ReplicaFlags.Suspect));
        JournalFormat.WriteRecord(slot, record, new JournalPlace(2, 0x01020304, 1), headerCrc);

        Assert.Equal(
            "524C534A" + "0100" + "0000" + "11111111222233334444555555555555" + "0300000000000000" + new string('0', 56),
            Convert.ToHexString(header)[..120]);
        Assert.Equal(
            "04030201" + "02000000" + "01" + "02" + "0000" + "AAAAAAAABBBBCCCCDDDDEEEEEEEEEEEE" + "02010000" + "05000000" + "07000000"
            + "01000000" + "11111111222233334444555555555555",
            Convert.ToHexString(slot)[8..]);
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8)); // CRC-32C's check value
    }

    private static SimulatedDisk NewDisk()
    {
        var disk = new SimulatedDisk(1);
        StateJournal.Create(disk, NodeUuid);
        return disk;
    }

    private static StateJournal Open(SimulatedDisk disk, ManualFlushScheduler scheduler) =>
        StateJournal.Open(disk, NodeUuid, scheduler, Small);

    private static RaftGroupId Group(int partition) => new(ReplicaUuid, partition);

    private static ReplicaState State(int term, int vote = 1) => new(new Term(term), new NodeId(vote), ReplicaUuid, ReplicaFlags.None);

    private sealed class Listener : IStateSaveListener
    {
        public List<long> Saved { get; } = [];

        public List<long> Failed { get; } = [];

        public void OnStateSaved(RaftGroupId group, long ticket, StateJournalFailedException? failure) =>
            (failure is null ? Saved : Failed).Add(ticket);
    }
}
