using RaftLog.Primitives;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;
using RaftLog.Storage.Tests.Disks;

namespace RaftLog.Storage.Tests.Log;

public class PartitionLogTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void New_log_is_empty_and_makes_no_folder_before_the_first_append()
    {
        var log = new LogHarness(_disk);

        Assert.Equal(RecoveryVerdict.Clean, log.Recovered.Verdict);
        Assert.Equal((1, 0, 0, 0), (log.Log.FirstIndex.Value, log.Log.LastIndex.Value, log.Log.EndOffset.Value, log.Log.LastTerm.Value));
        Assert.Empty(_disk.ListDirectories(""));
    }

    [Fact]
    public void Appended_entries_are_there_at_once_and_reported_after_the_flush()
    {
        var log = new LogHarness(_disk);
        log.AppendNoOp(1);
        log.AppendData(1, records: 3);

        Assert.Equal((2, 3, 0), (log.Log.LastIndex.Value, log.Log.EndOffset.Value, log.Log.FlushedIndex.Value));
        Assert.Empty(log.Reports);
        log.Flush();

        Assert.Equal([(new LogIndex(2), new Term(1))], log.Reports);
        Assert.Equal((0, 0), (log.Log.PendingBytes, log.Log.UnflushedBytes));
    }

    [Fact]
    public void Killed_and_reopened_log_holds_every_entry()
    {
        var log = new LogHarness(_disk);
        FillSegments(log, 50);
        log.Flush();
        var written = log.Contents();

        var reopened = new LogHarness(_disk);

        Assert.Equal(RecoveryVerdict.Clean, reopened.Recovered.Verdict);
        Assert.Equal(written, reopened.Contents());
        Assert.True(reopened.Log.SegmentBoundaries.Length > 3);
        Assert.Equal(log.Log.SegmentBoundaries, reopened.Log.SegmentBoundaries);
        Assert.Equal(log.Log.Epochs.Rows.ToArray(), reopened.Log.Epochs.Rows.ToArray());
        Assert.Equal((log.Log.LastTerm, log.Log.EndOffset), (reopened.Log.LastTerm, reopened.Log.EndOffset));
    }

    [Fact]
    public void Log_on_real_files_survives_everything_it_does()
    {
        using var folder = new TemporaryFolder();
        var log = new LogHarness(new PosixDisk(folder.Path), tailBytes: 0);
        FillSegments(log, 40);
        log.AppendData(9, valueBytes: 100_000);
        log.AppendData(9, valueBytes: 10);
        log.AppendData(9, valueBytes: 50_000);
        log.Flush();
        log.Log.TruncateFrom(new LogIndex(35));
        FillSegments(log, 10);
        log.Flush();
        log.Log.TrimTo(log.Log.SegmentBoundaries[1].FirstIndex);
        log.Flush();
        Assert.Empty(log.Failures);
        var contents = log.Contents();

        var killed = new LogHarness(new PosixDisk(folder.Path), tailBytes: 0);
        Assert.Equal(contents, killed.Contents());
        var checkpoint = killed.Log.Close();
        var reopened = new LogHarness(new PosixDisk(folder.Path), checkpoint: checkpoint);

        Assert.Equal((RecoveryVerdict.Clean, 44), (reopened.Recovered.Verdict, reopened.Log.LastIndex.Value));
        Assert.Equal(contents, reopened.Contents());
        reopened.Log.Close();
        log.Log.Close();
    }

    [Fact]
    public void Closed_and_reopened_log_goes_on_where_it_was()
    {
        var log = new LogHarness(_disk);
        FillSegments(log, 20);
        var checkpoint = log.Log.Close();

        var reopened = new LogHarness(_disk, checkpoint: checkpoint);
        FillSegments(reopened, 20);
        reopened.Flush();

        Assert.Equal(40, reopened.Contents().Count);
        Assert.Equal((20, log.Log.LastTerm), (checkpoint!.Value.FlushedIndex.Value, checkpoint.Value.Term));
        Assert.Equal(reopened.Contents(), new LogHarness(_disk).Contents());
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(0)]
    public void Reads_by_offset_give_the_same_batches_from_memory_and_from_disk(long tailBytes)
    {
        var log = new LogHarness(_disk, tailBytes: tailBytes);
        var entries = new List<LogEntry>();
        for (var i = 0; i < 40; i++)
        {
            if (i % 7 == 0) log.AppendNoOp(1 + (i / 10));
            RollWhenDue(log, 200);
            entries.Add(log.AppendData(1 + (i / 10), records: 1 + (i % 4), valueBytes: 100, fill: (byte)i));
            log.Flush();
        }

        for (var offset = Offset.Zero; offset < log.Log.EndOffset; offset += 1)
        {
            using var lease = new BatchLease();
            var status = log.Log.TryReadTail(offset, log.Log.EndOffset, 500, atLeastOne: true, lease);
            if (tailBytes == 0) Assert.Equal(LogReadStatus.NotInMemory, status);
            if (status == LogReadStatus.NotInMemory) status = log.Log.Read(offset, log.Log.EndOffset, 500, atLeastOne: true, lease);

            var first = entries.Single(entry => entry.BaseOffset <= offset && offset < entry.EndOffset);
            var expected = entries.Where(entry => entry.Index >= first.Index).Take(3).ToList();
            Assert.Equal(LogReadStatus.Hit, status);
            Assert.Equal(first.BaseOffset, lease.FirstOffset);
            Assert.Equal(expected.Count, lease.Batches.Count);
            Assert.Equal(expected[^1].EndOffset, lease.EndOffset);
            Assert.All(lease.Batches.Zip(expected), pair => Assert.Equal(pair.Second.BaseOffset.Value, BatchFields.BaseOffset(pair.First.Span)));
            Assert.All(lease.Batches, batch => Assert.True(BatchFields.CrcMatches(batch.Span)));
        }
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(0)]
    public void Reads_by_index_give_whole_entries_within_the_bound(long tailBytes)
    {
        var log = new LogHarness(_disk, tailBytes: tailBytes);
        FillSegments(log, 30);
        log.Flush();
        if (tailBytes == 0) Assert.Equal(0, log.Budget.Bytes);
        var all = log.Contents();

        for (var index = new LogIndex(1); index <= log.Log.LastIndex; index += 1)
        {
            using var lease = new EntryLease();
            Assert.Equal(LogReadStatus.Hit, log.Log.ReadEntries(index, log.Log.LastIndex, 300, lease));
            Assert.Equal(all[(int)index.Value - 1], LogHarness.Describe(lease.Entries[0], lease.Entries[0].PayloadSpan));
            Assert.True(lease.Entries.Count == 1 || lease.PayloadBytes <= 300);
        }
    }

    [Fact]
    public void Read_stops_at_the_exclusive_end_and_returns_one_batch_however_large()
    {
        var log = new LogHarness(_disk, tailBytes: 0);
        log.AppendData(1, records: 2, valueBytes: 1000);
        log.AppendData(1, records: 2, valueBytes: 1000);
        log.Flush();
        using var lease = new BatchLease();

        Assert.Equal(LogReadStatus.Empty, log.Log.Read(Offset.Zero, new Offset(4), 10, atLeastOne: false, lease));
        Assert.Equal(LogReadStatus.Hit, log.Log.Read(Offset.Zero, new Offset(4), 10, atLeastOne: true, lease));
        Assert.Equal(new Offset(2), lease.EndOffset);
        lease.Dispose();
        Assert.Equal(LogReadStatus.Hit, log.Log.Read(Offset.Zero, new Offset(2), 10_000, atLeastOne: true, lease));
        Assert.Equal(new Offset(2), lease.EndOffset);
        lease.Dispose();
        Assert.Equal(LogReadStatus.Empty, log.Log.Read(new Offset(2), new Offset(2), 10_000, atLeastOne: true, lease));
    }

    [Fact]
    public void Entry_that_does_not_continue_the_log_is_an_error_of_ours()
    {
        var log = new LogHarness(_disk);
        var entry = log.AppendData(2);

        Assert.Throws<InvariantBrokenException>(() => log.Log.Append([entry]));
        Assert.Throws<InvariantBrokenException>(() => log.AppendNoOp(1));
        Assert.Equal(1, log.Log.LastIndex.Value);
    }

    internal static void FillSegments(LogHarness log, int count)
    {
        for (var i = 0; i < count; i++)
        {
            RollWhenDue(log, 120);
            var term = Math.Max(1, log.Log.LastTerm.Value) + (i % 9 == 8 ? 1 : 0);
            if (i % 9 == 8) log.AppendNoOp(term);
            else if (i % 11 == 5) log.AppendConfiguration(term, (byte)i);
            else log.AppendData(term, records: 1 + (i % 3), valueBytes: 60 + i, timestampMs: 1000 + (i * 10), fill: (byte)i);
        }
    }

    internal static void RollWhenDue(LogHarness log, int payloadBytes)
    {
        var next = new LogEntry
        {
            Kind = EntryKind.Command,
            Index = log.Log.LastIndex + 1,
            Term = log.Log.LastTerm,
            BaseOffset = log.Log.EndOffset,
            Payload = new PayloadPool().Rent(payloadBytes),
        };
        if (log.Log.ShouldRollBefore(next.PayloadLength, 1)) log.Roll((byte)log.Log.LastIndex.Value);
    }
}
