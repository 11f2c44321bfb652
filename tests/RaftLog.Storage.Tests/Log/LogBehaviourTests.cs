using RaftLog.Primitives;
using RaftLog.Simulation;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;

namespace RaftLog.Storage.Tests.Log;

public class LogBehaviourTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void Terms_are_found_by_index_and_their_ends_by_epoch()
    {
        var log = new LogHarness(_disk);
        log.AppendData(2, records: 5);
        log.AppendNoOp(4);
        log.AppendData(4, records: 3);
        log.AppendNoOp(7);

        Assert.Equal([0, 2, 4, 4, 7], Enumerable.Range(0, 5).Select(index => log.Log.TermAt(new LogIndex(index)).Value));
        Assert.Equal(new EpochEnd(new Term(2), new Offset(5)), log.Log.Epochs.EndOf(new Term(3), log.Log.EndOffset));
        Assert.Equal(new EpochEnd(new Term(4), new Offset(8)), log.Log.Epochs.EndOf(new Term(4), log.Log.EndOffset));
        Assert.Equal(new EpochEnd(new Term(7), new Offset(8)), log.Log.Epochs.EndOf(new Term(7), log.Log.EndOffset));
        Assert.Equal(EpochEnd.Unknown, log.Log.Epochs.EndOf(new Term(8), log.Log.EndOffset));
        Assert.Equal(new EpochEnd(new Term(1), Offset.Zero), log.Log.Epochs.EndOf(new Term(1), log.Log.EndOffset));
        Assert.Equal(3, log.Log.LastIndexWithTermAtMost(new Term(6), new LogIndex(4)).Value);
        Assert.Equal(1, log.Log.LastIndexWithTermAtMost(new Term(3), new LogIndex(3)).Value);
        Assert.Equal(0, log.Log.LastIndexWithTermAtMost(new Term(1), new LogIndex(4)).Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Log.TermAt(new LogIndex(5)));
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(0)]
    public void First_batch_at_or_after_a_time_is_found_in_memory_and_on_disk(long tailBytes)
    {
        var log = new LogHarness(_disk, tailBytes: tailBytes);
        long[] timestamps = [100, 300, 200, 50, 400, 400, 700, 650, 900, 100];
        var entries = new List<LogEntry>();
        foreach (var timestamp in timestamps)
        {
            for (var i = 0; i < 6; i++)
            {
                PartitionLogTests.RollWhenDue(log, 300);
                entries.Add(log.AppendData(1, valueBytes: 150, timestampMs: timestamp + i));
            }
        }

        if (tailBytes == 0) log.Flush();
        Check(log);
        log.Flush();
        log.Log.Close();
        Check(new LogHarness(_disk, tailBytes: tailBytes));
        foreach (var name in _disk.ListFiles(LogHarness.Directory).Where(name => name.EndsWith("index", StringComparison.Ordinal)))
            _disk.DeleteFile($"{LogHarness.Directory}/{name}");
        Check(new LogHarness(_disk, tailBytes: tailBytes));

        void Check(LogHarness opened)
        {
            Assert.Equal(905, opened.Log.MaxTimestampMs);
            for (var time = 0L; time < 1000; time += 7)
            {
                var expected = entries.FindIndex(entry => timestamps[entry.BaseOffset.Value / 6] + (entry.BaseOffset.Value % 6) >= time);
                var found = opened.Log.FindOffsetByTime(time, opened.Log.EndOffset);
                Assert.Equal(expected < 0 ? null : entries[expected].BaseOffset, found?.BaseOffset);
            }

            Assert.Null(opened.Log.FindOffsetByTime(905, new Offset(50)));
        }
    }

    [Fact]
    public void Garbage_in_index_files_is_noticed_and_costs_only_a_scan()
    {
        var log = new LogHarness(_disk);
        PartitionLogTests.FillSegments(log, 60);
        log.Flush();
        var contents = log.Contents();
        log.Log.Close();
        var random = new DeterministicRandom(5);
        foreach (var name in _disk.ListFiles(LogHarness.Directory).Where(name => name.EndsWith("index", StringComparison.Ordinal)))
        {
            using var file = _disk.Open($"{LogHarness.Directory}/{name}", DiskOpenMode.ReadWrite);
            for (var position = 96; position < file.Length; position += 8) file.Write([(byte)random.Next(256)], position);
        }

        var opened = new LogHarness(_disk, tailBytes: 0);
        for (var index = new LogIndex(1); index <= opened.Log.LastIndex; index += 1)
        {
            using var lease = new EntryLease();
            Assert.Equal(LogReadStatus.Hit, opened.Log.ReadEntries(index, index, 1, lease));
            Assert.Equal(contents[(int)index.Value - 1], LogHarness.Describe(lease.Entries[0], lease.Entries[0].PayloadSpan));
        }

        opened.Log.RequestCheckpoint();
        opened.Flush();
        Assert.Equal(contents, new LogHarness(_disk, tailBytes: 0).Contents());
    }

    [Fact]
    public void Snapshot_taken_at_a_roll_comes_back_whole()
    {
        var log = new LogHarness(_disk);
        log.AppendConfiguration(3, 1, 2, 3);
        log.AppendData(4, records: 9);
        log.Log.Roll(new byte[] { 5, 6 }, null, nowMs: 1);
        log.AppendConfiguration(5, 7);
        log.Flush();

        var opened = new LogHarness(_disk);
        var snapshot = opened.Recovered.LatestSnapshot!;

        Assert.Equal((2, 4, 9), (snapshot.LastIndex.Value, snapshot.LastTerm.Value, snapshot.EndOffset.Value));
        Assert.Equal([5, 6], snapshot.State.ToArray());
        Assert.Equal([1, 2, 3], snapshot.Configurations.Single().Bytes.ToArray());
        Assert.Equal([1, 3], opened.Recovered.Configurations.Select(configuration => configuration.Index.Value));
        Assert.Equal([7], opened.Recovered.Configurations[^1].Bytes.ToArray());
        Assert.Equal(snapshot.Encode(LogHarness.Group), opened.Log.ReadSnapshot(new LogIndex(3))!.Encode(LogHarness.Group));
    }

    [Fact]
    public void Snapshot_with_any_bit_flipped_or_cut_anywhere_is_refused()
    {
        var snapshot = new LogSnapshot
        {
            LastIndex = new LogIndex(9),
            LastTerm = new Term(2),
            EndOffset = new Offset(4),
            State = new byte[] { 1, 2, 3 },
            Epochs = EpochTable.Empty.With(new Term(2), new LogIndex(1), Offset.Zero),
            Configurations = [new ConfigurationEntry(new LogIndex(3), new byte[] { 1 })],
        };
        var bytes = snapshot.Encode(LogHarness.Group);

        Assert.NotNull(LogSnapshot.TryDecode(bytes, LogHarness.Group, out _));
        Assert.Null(LogSnapshot.TryDecode(bytes, RaftGroupId.ClusterMetadata, out _));
        for (var length = 0; length < bytes.Length; length++) Assert.Null(LogSnapshot.TryDecode(bytes.AsMemory(0, length), LogHarness.Group, out _));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(LogSnapshot.TryDecode(bytes, LogHarness.Group, out _));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Trimmed_log_starts_at_a_segment_and_answers_below_start_before_it()
    {
        var log = new LogHarness(_disk);
        PartitionLogTests.FillSegments(log, 60);
        log.Flush();
        var target = log.Log.SegmentBoundaries[2];
        var before = log.Log.FirstIndex;

        Assert.False(log.Log.TrimTo(target.FirstIndex + 1));
        Assert.True(log.Log.TrimTo(target.FirstIndex));
        log.Flush();

        using var batches = new BatchLease();
        using var entries = new EntryLease();
        Assert.Equal((target.FirstIndex, target.BaseOffset), (log.Log.FirstIndex, log.Log.FirstOffset));
        Assert.Equal(LogReadStatus.BelowStart, log.Log.Read(Offset.Zero, log.Log.EndOffset, 100, true, batches));
        Assert.Equal(LogReadStatus.BelowStart, log.Log.TryReadTail(Offset.Zero, log.Log.EndOffset, 100, true, batches));
        Assert.Equal(LogReadStatus.BelowStart, log.Log.ReadEntries(before, before, 100, entries));
        Assert.Equal(log.Log.BoundaryTerm, log.Log.TermAt(target.FirstIndex - 1));
        Assert.DoesNotContain("00000000000000000001.log", _disk.ListFiles(LogHarness.Directory));
        var opened = new LogHarness(_disk);
        Assert.Equal((target.FirstIndex, log.Log.BoundaryTerm), (opened.Log.FirstIndex, opened.Log.BoundaryTerm));
    }

    [Fact]
    public void Memory_mode_reports_what_is_written_and_syncs_by_bytes_and_by_time()
    {
        var disk = new SimulatedDisk(3);
        var syncs = 0;
        disk.BeforeChange = (operation, path) => syncs += operation == DiskOperation.SyncData && path.EndsWith("1.log", StringComparison.Ordinal) ? 1 : 0;
        var log = new LogHarness(disk, new LogOptions { SyncMode = SyncMode.Memory, BackgroundSyncBytes = 3000 });
        log.AppendData(1, valueBytes: 1000);
        log.Flush();
        Assert.Equal((1, 1), (log.Log.FlushedIndex.Value, syncs));
        Assert.True(log.Log.UnflushedBytes > 0);

        log.Log.Tick(0);
        log.Log.Tick(499);
        log.Flush();
        Assert.Equal(1, syncs);
        log.Log.Tick(500);
        log.Flush();
        Assert.Equal((2, 0), (syncs, log.Log.UnflushedBytes));

        for (var i = 0; i < 3; i++) log.AppendData(1, valueBytes: 1000);
        log.Flush();
        Assert.Equal((3, 4), (syncs, log.Log.FlushedIndex.Value));
        log.AppendData(1, valueBytes: 1000);
        log.Flush();

        // After a power cut an entry that was only in memory is a torn tail, not corruption: no header claims it was flushed.
        foreach (var crashed in disk.EnumerateCrashStates(50))
        {
            var opened = new LogHarness(crashed);
            Assert.NotEqual(RecoveryVerdict.Corrupt, opened.Recovered.Verdict);
            Assert.InRange(opened.Log.LastIndex.Value, 4, 5);
        }
    }

    [Fact]
    public void Kill_after_a_checkpoint_scans_only_what_follows_and_misses_nothing()
    {
        var log = new LogHarness(_disk, new LogOptions { CheckpointBytes = 4000, IndexIntervalBytes = 512 });
        for (var i = 0; i < 30; i++)
        {
            if (i % 10 == 4) log.AppendConfiguration(1 + (i / 10), (byte)i);
            log.AppendData(1 + (i / 10), valueBytes: 300);
            log.Flush();
        }

        Assert.Contains("00000000000000000001.index", _disk.ListFiles(LogHarness.Directory));
        var opened = new LogHarness(_disk, new LogOptions());

        Assert.Equal(log.Contents(), opened.Contents());
        Assert.Equal(log.Log.Epochs.Rows.ToArray(), opened.Log.Epochs.Rows.ToArray());
        Assert.Equal([5, 16, 27], opened.Recovered.Configurations.Select(configuration => configuration.Index.Value));
    }

    [Fact]
    public void Limit_by_bytes_gives_at_least_one_entry_and_no_more_than_fit()
    {
        var log = new LogHarness(_disk, tailBytes: 0);
        for (var i = 0; i < 20; i++) log.AppendCommand(1, new byte[136]);

        Assert.Equal(3, log.Log.LimitBytes(new LogIndex(3), new LogIndex(20), 10).Value);
        Assert.Equal(7, log.Log.LimitBytes(new LogIndex(3), new LogIndex(20), 1000).Value);
        Assert.Equal(5, log.Log.LimitBytes(new LogIndex(3), new LogIndex(5), 1000).Value);
        log.Flush();
        Assert.InRange(log.Log.LimitBytes(new LogIndex(3), new LogIndex(20), 1000).Value, 6, 8);
    }

    [Fact]
    public void Oldest_entries_of_all_logs_leave_memory_first_and_payloads_go_back_to_the_pool()
    {
        var pool = new PayloadPool(poisonOnReturn: true);
        var log = new LogHarness(_disk, tailBytes: 2000);
        for (var i = 0; i < 20; i++) log.AppendData(1, valueBytes: 300);
        Assert.True(log.Budget.Bytes > 2000);
        log.Flush();

        Assert.InRange(log.Budget.Bytes, 1, 2000);
        using var lease = new EntryLease();
        Assert.Equal(LogReadStatus.NotInMemory, log.Log.TryReadTailEntries(new LogIndex(1), new LogIndex(9), 1, lease));
        Assert.Equal(LogReadStatus.Hit, log.Log.TryReadTailEntries(new LogIndex(20), new LogIndex(20), 1, lease));
        log.Log.Close();
        Assert.Equal(0, log.Budget.Bytes);
    }

    [Fact]
    public async Task Readers_beside_the_pump_and_the_flusher_see_only_true_entries()
    {
        var log = new LogHarness(_disk, tailBytes: 4000);
        using var stop = new CancellationTokenSource();
        for (var i = 0; i < 20; i++) log.AppendData(1, valueBytes: 100, fill: 1);
        log.Flush();
        var readers = Enumerable.Range(0, 2).Select(seed => Task.Run(() => ReadUntil(log.Log, (ulong)seed, stop.Token))).ToArray();

        for (var i = 0; i < 300; i++)
        {
            var term = 1 + (i / 3);
            if (i % 3 == 2) log.Log.TruncateFrom(log.Log.LastIndex - 2);
            for (var j = 0; j < 6; j++)
            {
                PartitionLogTests.RollWhenDue(log, 161);
                log.AppendData(term, valueBytes: 100, fill: (byte)term);
            }

            log.Flush();
            if (i % 40 == 39) log.Log.TrimTo(log.Log.SegmentBoundaries[^3].FirstIndex);
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
        Assert.Empty(log.Failures);
    }

    private static int ReadUntil(PartitionLog log, ulong seed, CancellationToken stop)
    {
        var random = new DeterministicRandom(seed);
        var reads = 0;
        while (!stop.IsCancellationRequested)
        {
            var (first, end) = (log.FirstOffset, log.EndOffset);
            var from = first + random.NextInt64(Math.Max(1, end - first));
            using var lease = new BatchLease();
            if (log.TryReadTail(from, end, 1000, true, lease) == LogReadStatus.NotInMemory) log.Read(from, end, 1000, true, lease);
            foreach (var batch in lease.Batches)
            {
                Assert.True(BatchFields.CrcMatches(batch.Span));
                Assert.Equal(from, new Offset(BatchFields.BaseOffset(batch.Span)));
                from += 1;
                reads++;
            }
        }

        return reads;
    }
}
