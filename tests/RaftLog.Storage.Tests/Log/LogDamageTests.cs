using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Tests.Log;

/// <summary>
/// What recovery makes of bytes that are not as they were written: a torn tail is cut, corruption is refused, nothing false is
/// served.
/// </summary>
public class LogDamageTests
{
    private const string FirstSegment = LogHarness.Directory + "/00000000000000000001.log";

    [Fact]
    public void Every_single_bit_flip_is_noticed_and_nothing_different_is_served()
    {
        var (image, contents, flushes) = SmallSegment();
        var torn = 0;
        for (var bit = 0; bit < image.Length * 8; bit++)
        {
            image[bit / 8] ^= (byte)(1 << (bit % 8));
            var opened = Open(image);
            image[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.NotEqual(RecoveryVerdict.Clean, opened.Recovered.Verdict);
            if (opened.Recovered.Verdict == RecoveryVerdict.Corrupt)
            {
                Assert.Throws<LogCorruptException>(() => opened.Contents());
                continue;
            }

            // Only what the last flush wrote has nobody who vouches for it.
            torn++;
            var kept = opened.Contents();
            Assert.Equal(contents.Take(kept.Count), kept);
            Assert.True(kept.Count >= flushes[^2]);
        }

        Assert.InRange(torn, 1, image.Length * 8 / 3);
    }

    [Fact]
    public void Every_single_bit_flip_is_corruption_when_the_log_was_closed_with_those_bytes()
    {
        var (image, promise) = ClosedSegment();
        for (var bit = 0; bit < image.Length * 8; bit++)
        {
            image[bit / 8] ^= (byte)(1 << (bit % 8));
            var opened = Open(image, promise);
            image[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Equal(RecoveryVerdict.Corrupt, opened.Recovered.Verdict);
        }

        Assert.Equal(RecoveryVerdict.Clean, Open(image, promise).Recovered.Verdict);
    }

    [Fact]
    public void Tail_torn_at_any_byte_is_cut_back_to_the_last_whole_entry()
    {
        var (image, contents, _) = SmallSegment();
        for (var length = SegmentHeader.Length; length < image.Length; length++)
        {
            var opened = Open(image[..length]);

            Assert.NotEqual(RecoveryVerdict.Corrupt, opened.Recovered.Verdict);
            var kept = opened.Contents();
            Assert.Equal(contents.Take(kept.Count), kept);
            Assert.Equal(opened.Recovered.Verdict == RecoveryVerdict.TornTail, opened.Recovered.BytesCut > 0);
            opened.AppendData(2);
            opened.Flush();
            Assert.Equal(kept.Count + 1, opened.Contents().Count);
        }
    }

    [Fact]
    public void Tail_torn_at_any_byte_is_corruption_when_the_log_was_closed_with_it()
    {
        var (image, promise) = ClosedSegment();

        for (var length = 0; length < image.Length; length++)
            Assert.Equal(RecoveryVerdict.Corrupt, Open(image[..length], promise).Recovered.Verdict);
    }

    // The file may say anything; only the entry at the place proves a row. A place at the very end has no entry to do that.
    [Theory]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    [InlineData(0L)]
    [InlineData(long.MaxValue)]
    [InlineData(null)]
    public void Index_row_that_points_outside_of_the_entries_hides_none(long? position)
    {
        const int rowsAt = 96;
        const int rowBytes = 28;
        var disk = new MemoryDisk();
        var log = new LogHarness(disk);
        for (var i = 0; i < 12; i++) log.AppendData(1, valueBytes: 200, fill: (byte)i);
        log.Roll(1);
        log.AppendData(1);
        log.Flush();
        var contents = log.Contents();
        log.Log.Close();
        var indexPath = FirstSegment.Replace(".log", ".index", StringComparison.Ordinal);
        var index = ReadFile(disk, indexPath);
        var end = position ?? ReadFile(disk, FirstSegment).Length;
        for (var row = rowsAt; row + rowBytes < index.Length - rowBytes; row += rowBytes)
            BinaryPrimitives.WriteInt64LittleEndian(index.AsSpan(row + 16), end);
        using (var file = disk.Open(indexPath, DiskOpenMode.ReadWrite)) file.Write(index, 0);

        var opened = new LogHarness(disk);
        var served = new List<string>();
        opened.Log.Replay(new LogIndex(10), (in LogEntry entry, ReadOnlySpan<byte> payload) => served.Add(LogHarness.Describe(entry, payload)));

        Assert.Equal(contents.Skip(9), served);
    }

    // Checksums tell decay; they do not tell a bug, or a hand, that wrote nonsense and sealed it.
    [Theory]
    [InlineData(24, -1L)] // covered bytes
    [InlineData(32, -7L)] // last index
    [InlineData(40, -1L)] // end offset
    [InlineData(96 + 16, -1L)] // a row's position
    [InlineData(96, long.MaxValue)] // a row's index
    public void Sealed_index_file_that_makes_no_sense_is_not_believed(int at, long value)
    {
        var (disk, indexPath, contents) = ClosedLogOfTwoTerms();
        Forge(disk, indexPath, index => BinaryPrimitives.WriteInt64LittleEndian(index.AsSpan(at), value));

        var opened = new LogHarness(disk);

        Assert.Equal(RecoveryVerdict.Clean, opened.Recovered.Verdict);
        Assert.Equal(contents, opened.Contents());
    }

    [Fact]
    public void Sealed_index_file_whose_terms_fall_is_damage_and_no_broken_invariant()
    {
        var (disk, indexPath, _) = ClosedLogOfTwoTerms();
        Forge(disk, indexPath, static index =>
        {
            var epochs = 96 + (28 * BinaryPrimitives.ReadInt32LittleEndian(index.AsSpan(76)));
            Assert.Equal(6, BinaryPrimitives.ReadInt32LittleEndian(index.AsSpan(epochs)));
            BinaryPrimitives.WriteInt32LittleEndian(index.AsSpan(epochs), 1);
        });

        Assert.Equal(RecoveryVerdict.Corrupt, new LogHarness(disk).Recovered.Verdict);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Hole_with_sound_entries_behind_is_a_torn_tail_unless_they_say_it_was_flushed(bool flushedBetween)
    {
        var disk = new MemoryDisk();
        var log = new LogHarness(disk, new LogOptions());
        log.AppendData(1, valueBytes: 2000, fill: 1);
        log.Flush();
        log.AppendData(1, valueBytes: 2000, fill: 1);
        if (flushedBetween) log.Flush();
        log.AppendData(1, valueBytes: 2000, fill: 1);
        log.Flush();
        var image = ReadFile(disk, FirstSegment);

        image.AsSpan(128 + 2125 + 600, 512).Clear();
        var opened = Open(image);

        Assert.Equal(flushedBetween ? RecoveryVerdict.Corrupt : RecoveryVerdict.TornTail, opened.Recovered.Verdict);
        if (!flushedBetween)
        {
            Assert.Equal(1, opened.Log.LastIndex.Value);
            return;
        }

        Assert.Equal((DamageKind.BadEntry, 2), (opened.Recovered.Damage!.Kind, opened.Recovered.Damage.Index.Value));
        Assert.Equal(128 + 2125, opened.Recovered.Damage.Position);
    }

    [Fact]
    public void Hole_over_the_headers_is_told_apart_as_well()
    {
        var disk = new MemoryDisk();
        var log = new LogHarness(disk, new LogOptions());
        for (var i = 0; i < 4; i++)
        {
            log.AppendData(1, valueBytes: 300, fill: 1);
            log.Flush();
        }

        var image = ReadFile(disk, FirstSegment);
        image.AsSpan(128 + 425 - 10, 100).Clear();

        Assert.Equal(RecoveryVerdict.Corrupt, Open(image).Recovered.Verdict);
    }

    [Fact]
    public void Record_that_looks_like_a_later_entry_of_another_log_proves_nothing()
    {
        // The payload of a torn entry may hold anything, such as a copy of a segment of another partition.
        var otherDisk = new MemoryDisk();
        var other = new LogHarness(otherDisk, new LogOptions(), group: new RaftGroupId(Guid.NewGuid(), 0));
        for (var i = 0; i < 8; i++)
        {
            other.AppendNoOp(1);
            other.Flush();
        }

        var disk = new MemoryDisk();
        var log = new LogHarness(disk, new LogOptions());
        log.AppendData(1);
        log.Flush();
        log.AppendCommand(1, ReadFile(otherDisk, FirstSegment));
        log.Flush();
        var image = ReadFile(disk, FirstSegment);
        image[128 + 145 + 3] ^= 1;

        Assert.Equal(RecoveryVerdict.TornTail, Open(image).Recovered.Verdict);
    }

    [Fact]
    public void Stale_bytes_behind_the_end_do_not_come_back()
    {
        var disk = new MemoryDisk();
        var log = new LogHarness(disk, new LogOptions());
        for (var i = 0; i < 6; i++) log.AppendData(1, valueBytes: 100, fill: 1);
        log.Flush();
        var before = ReadFile(disk, FirstSegment);
        log.Log.TruncateFrom(new LogIndex(3));
        log.AppendData(2, valueBytes: 100, fill: 2);
        log.Flush();
        var contents = log.Contents();
        var after = ReadFile(disk, FirstSegment);

        // As if the file had been reused in place: the old entries 4 to 6 fit the new end to the byte.
        after.CopyTo(before, 0);
        var opened = Open(before);

        Assert.Equal(RecoveryVerdict.TornTail, opened.Recovered.Verdict);
        Assert.Equal(contents, opened.Contents());
    }

    [Fact]
    public void Segment_of_another_group_is_refused()
    {
        var (image, _, _) = SmallSegment();

        var opened = Open(image, group: LogHarness.Group with { Partition = 8 });

        Assert.Equal((RecoveryVerdict.Corrupt, DamageKind.ForeignGroup), (opened.Recovered.Verdict, opened.Recovered.Damage!.Kind));
    }

    [Fact]
    public void Lost_or_shortened_sealed_segment_is_corruption()
    {
        foreach (var change in new Action<MemoryDisk, string>[]
        {
            static (disk, path) => disk.DeleteFile(path),
            static (disk, path) =>
            {
                using var file = disk.Open(path, DiskOpenMode.ReadWrite);
                file.SetLength(file.Length - 1);
            },
        })
        {
            for (var position = 0; position < 2; position++)
            {
                var disk = new MemoryDisk();
                var log = new LogHarness(disk);
                PartitionLogTests.FillSegments(log, 50);
                log.Flush();
                var boundary = log.Log.SegmentBoundaries[position + 1];

                change(disk, $"{LogHarness.Directory}/{boundary.FirstIndex.Value:D20}.log");

                Assert.Equal(RecoveryVerdict.Corrupt, new LogHarness(disk).Recovered.Verdict);
            }
        }
    }

    [Fact]
    public void Folder_without_any_segment_is_refused_when_there_were_some()
    {
        var disk = new MemoryDisk();
        var log = new LogHarness(disk);
        PartitionLogTests.FillSegments(log, 50);
        var checkpoint = log.Log.Close();
        foreach (var name in disk.ListFiles(LogHarness.Directory).Where(name => name.EndsWith(".log", StringComparison.Ordinal)))
            disk.DeleteFile($"{LogHarness.Directory}/{name}");

        Assert.Equal(DamageKind.Missing, new LogHarness(disk).Recovered.Damage?.Kind);
        disk.DeleteDirectory(LogHarness.Directory);
        Assert.Equal(DamageKind.Missing, new LogHarness(disk, checkpoint: checkpoint).Recovered.Damage?.Kind);
        Assert.Equal(RecoveryVerdict.Clean, new LogHarness(disk).Recovered.Verdict);
    }

    [Fact]
    public void Bit_flip_in_a_sealed_segment_is_never_served()
    {
        var disk = new MemoryDisk();
        var log = new LogHarness(disk);
        PartitionLogTests.FillSegments(log, 40);
        log.Flush();
        var contents = log.Contents();
        log.Log.Close();
        var path = FirstSegment;
        var image = ReadFile(disk, path);
        var refused = 0;
        for (var position = SegmentHeader.Length; position < image.Length; position++)
        {
            Overwrite(disk, path, position, (byte)(image[position] ^ 0x10));
            var opened = new LogHarness(disk);
            var served = new List<string>();
            try
            {
                opened.Log.Replay(new LogIndex(1), (in LogEntry entry, ReadOnlySpan<byte> payload) => served.Add(LogHarness.Describe(entry, payload)));
            }
            catch (LogCorruptException exception)
            {
                refused++;
                Assert.Equal(path, exception.Damage.Path);
            }

            Assert.Equal(contents.Take(served.Count), served);
            Overwrite(disk, path, position, image[position]);
        }

        Assert.Equal(image.Length - SegmentHeader.Length, refused);
    }

    [Fact]
    public void Unknown_kind_stops_the_replica_and_is_not_skipped()
    {
        var disk = new MemoryDisk();
        var log = new LogHarness(disk, new LogOptions());
        log.AppendCommand(1, 1, 2, 3);
        log.Flush();
        var image = ReadFile(disk, FirstSegment);
        var header = image.AsSpan(SegmentHeader.Length);
        header[9] = 99;
        var seed = SegmentHeader.TryRead(image, LogHarness.Group, out _, out _)!.ChainSeed;
        BitConverter.TryWriteBytes(header, Records.Crc32C.Append(seed, header[4..EntryHeader.Length]));

        Assert.Equal(DamageKind.UnsupportedFormat, Open(image).Recovered.Damage?.Kind);
    }

    [Fact]
    public void Damaged_log_can_be_refilled_behind_a_snapshot()
    {
        var (image, _, _) = SmallSegment();
        image[200] ^= 1;
        var disk = Disk(image);
        var log = new LogHarness(disk);
        Assert.Equal(RecoveryVerdict.Corrupt, log.Recovered.Verdict);
        Assert.Throws<InvariantBrokenException>(() => log.AppendNoOp(3));

        log.Log.ResetTo(
            new LogSnapshot
            {
                LastIndex = new LogIndex(10),
                LastTerm = new Term(2),
                EndOffset = new Offset(30),
                Epochs = EpochTable.Empty.With(new Term(2), new LogIndex(1), Offset.Zero),
                State = new byte[] { 7 },
            },
            nowMs: 1);
        log.AppendNoOp(3);
        log.Flush();

        var opened = new LogHarness(disk);
        Assert.Equal((RecoveryVerdict.Clean, 11, 11), (opened.Recovered.Verdict, opened.Log.FirstIndex.Value, opened.Log.LastIndex.Value));
        Assert.Equal([7], opened.Recovered.LatestSnapshot!.State.ToArray());
    }

    /// <summary>Two segments of terms 5 and 6; the path is that of the second one's index.</summary>
    private static (MemoryDisk Disk, string IndexPath, List<string> Contents) ClosedLogOfTwoTerms()
    {
        var disk = new MemoryDisk();
        var log = new LogHarness(disk);
        log.AppendData(5);
        log.Roll(1);
        for (var i = 0; i < 8; i++) log.AppendData(6, valueBytes: 200, fill: (byte)i);
        log.Flush();
        var contents = log.Contents();
        log.Log.Close();
        return (disk, $"{LogHarness.Directory}/00000000000000000002.index", contents);
    }

    private static void Forge(MemoryDisk disk, string indexPath, Action<byte[]> change)
    {
        var index = ReadFile(disk, indexPath);
        change(index);
        BinaryPrimitives.WriteUInt32LittleEndian(index.AsSpan(12), Crc32C.Compute(index.AsSpan(96)));
        BinaryPrimitives.WriteUInt32LittleEndian(index.AsSpan(8), Crc32C.Compute(index.AsSpan(12, 84)));
        using var file = disk.Open(indexPath, DiskOpenMode.ReadWrite);
        file.Write(index, 0);
    }

    internal static byte[] ReadFile(MemoryDisk disk, string path)
    {
        using var file = disk.Open(path, DiskOpenMode.Read);
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    }

    /// <summary>A segment of five entries of several kinds, written by three flushes; the last of them wrote one.</summary>
    private static (byte[] Image, List<string> Contents, int[] Flushes) SmallSegment()
    {
        var disk = new MemoryDisk();
        var log = new LogHarness(disk);
        log.AppendNoOp(1);
        log.AppendData(1, records: 3, valueBytes: 30, fill: 0xFF);
        log.Flush();
        log.AppendConfiguration(1, 1, 2, 3);
        log.AppendData(2, valueBytes: 10);
        log.Flush();
        log.AppendCommand(2, 9, 9, 9);
        log.Flush();
        return (ReadFile(disk, FirstSegment), log.Contents(), [2, 4, 5]);
    }

    private static (byte[] Image, LogCheckpoint Promise) ClosedSegment()
    {
        var (image, _, _) = SmallSegment();
        return (image, Open(image).Log.Close()!.Value); // sound, so it closes with a checkpoint
    }

    private static void Overwrite(MemoryDisk disk, string path, long position, byte value)
    {
        using var file = disk.Open(path, DiskOpenMode.ReadWrite);
        file.Write([value], position);
    }

    private static MemoryDisk Disk(byte[] image)
    {
        var disk = new MemoryDisk();
        disk.CreateDirectory(LogHarness.Directory);
        using var file = disk.Open(FirstSegment, DiskOpenMode.CreateNew);
        file.Write(image, 0);
        return disk;
    }

    private static LogHarness Open(byte[] image, LogCheckpoint? checkpoint = null, RaftGroupId? group = null) =>
        new(Disk(image), checkpoint: checkpoint, group: group);
}
