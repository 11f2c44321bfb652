using RaftLog.Primitives;
using RaftLog.Simulation;
using RaftLog.Storage.Log;

namespace RaftLog.Storage.Tests.Log;

/// <summary>
/// Power cuts at every point of what a log does to its disk. Whatever a legal file system leaves: the log opens, is not called
/// corrupt,
/// holds all that had been reported flushed, and nothing that had been replaced comes back.
/// </summary>
public class LogCrashTests
{
    private const int StatesPerPoint = 60;

    [Fact]
    public void Every_power_cut_during_appends_keeps_what_was_reported() => Explore(StatesPerPoint, static run =>
    {
        for (var i = 0; i < 6; i++)
        {
            run.Append(1, valueBytes: i == 3 ? 3000 : 100);
            run.Append(1, valueBytes: 700);
            run.Flush();
        }
    });

    [Fact]
    public void Every_power_cut_during_rolls_keeps_what_was_reported() => Explore(StatesPerPoint, static run =>
    {
        for (var i = 0; i < 4; i++)
        {
            run.Append(1 + i, valueBytes: 300);
            run.Append(1 + i, valueBytes: 300);
            if (i == 2) run.Flush();
            run.Roll();
            run.Append(1 + i, valueBytes: 40);
            run.Flush();
        }
    });

    [Fact]
    public void Every_power_cut_during_truncations_keeps_what_was_reported_and_nothing_resurrects() => Explore(StatesPerPoint, static run =>
    {
        for (var i = 0; i < 9; i++) run.Append(2, valueBytes: 200);
        run.Flush();
        run.Truncate(5);
        run.Append(3, valueBytes: 150);
        run.Append(3, valueBytes: 250);
        run.Flush();
        run.Append(3, valueBytes: 900);
        run.Truncate(4);
        run.Append(4, valueBytes: 200);
        run.Flush();
    });

    [Fact]
    public void Every_power_cut_during_a_truncation_over_segments_keeps_what_was_reported() => Explore(StatesPerPoint, static run =>
    {
        for (var i = 0; i < 4; i++)
        {
            run.Append(1, valueBytes: 100);
            run.Append(1, valueBytes: 100);
            run.Roll();
        }

        run.Append(1, valueBytes: 100);
        run.Flush();
        run.Checkpoint();
        run.Truncate(4);
        run.Append(2, valueBytes: 100);
        run.Flush();
        run.Roll();
        run.Append(2, valueBytes: 100);
        run.Flush();
    });

    [Fact]
    public void Every_power_cut_during_trims_leaves_a_log_that_starts_at_a_snapshot() => Explore(StatesPerPoint, static run =>
    {
        for (var i = 0; i < 5; i++)
        {
            run.Append(1 + i, valueBytes: 100);
            run.Append(1 + i, valueBytes: 100);
            run.Roll();
        }

        run.Append(7, valueBytes: 100);
        run.Flush();
        run.Trim(3);
        run.Flush();
        run.Append(7, valueBytes: 100);
        run.Trim(9);
        run.Flush();
    });

    [Fact]
    public void Every_power_cut_during_the_installation_of_a_snapshot_leaves_the_old_log_or_the_new() => Explore(StatesPerPoint, static run =>
    {
        for (var i = 0; i < 3; i++)
        {
            run.Append(1, valueBytes: 100);
            run.Append(1, valueBytes: 100);
            run.Roll();
        }

        run.Append(1, valueBytes: 100);
        run.Flush();
        run.Reset(index: 5, term: 3);
        run.Flush();
        run.Append(3, valueBytes: 100);
        run.Flush();
        run.Reset(index: 40, term: 4);
        run.Append(4, valueBytes: 100);
        run.Flush();
    });

    [Fact]
    public void Every_power_cut_around_checkpoints_keeps_what_was_reported() => Explore(StatesPerPoint, static run =>
    {
        for (var i = 0; i < 5; i++)
        {
            run.Append(1 + i, valueBytes: 400);
            run.Append(1 + i, valueBytes: 100);
            run.Flush();
            run.Checkpoint();
            if (i == 3) run.Truncate(6);
            run.Append(2 + i, valueBytes: 300);
        }

        run.Flush();
    });

    [Fact]
    public void What_a_kill_left_in_the_page_cache_is_synced_before_it_counts_as_flushed()
    {
        var disk = new SimulatedDisk(9);
        var killed = new LogHarness(disk, new LogOptions { SyncMode = SyncMode.Memory });
        killed.AppendData(1, valueBytes: 700);
        killed.Flush();
        disk.Crash(CrashMode.KeepingAll);

        var flushed = new LogHarness(disk).Log.FlushedIndex;
        disk.Crash(CrashMode.LosingAllUnsynced);

        Assert.Equal(1, flushed.Value);
        Assert.Equal(flushed, new LogHarness(disk).Log.LastIndex);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_histories_survive_power_cuts(ulong seed) => Explore(12, run =>
    {
        var random = new DeterministicRandom(seed);
        var term = 1;
        for (var i = 0; i < 60; i++)
        {
            switch (random.Next(10))
            {
                case < 4:
                    run.Append(term, random.Next(600));
                    break;
                case 4:
                    run.Roll();
                    break;
                case 5 when run.Log.LastIndex >= run.Log.FirstIndex:
                    run.Truncate(run.Log.FirstIndex.Value + random.Next((int)(run.Log.LastIndex - run.Log.FirstIndex) + 1));
                    term++;
                    break;
                case 6:
                    var boundaries = run.Log.SegmentBoundaries;
                    run.Trim(boundaries[random.Next(boundaries.Length)].FirstIndex.Value);
                    break;
                case 7 when random.Chance(0.3):
                    run.Checkpoint();
                    break;
                case 8 when random.Chance(0.2):
                    run.Reset(run.Log.LastIndex.Value + random.Next(5), ++term);
                    break;
                default:
                    run.Flush();
                    break;
            }
        }
    });

    private static void Explore(int statesPerPoint, Action<Run> scenario)
    {
        var disk = new SimulatedDisk(42);
        Run? run = null;
        var explored = CrashExplorer.Explore(
            disk, statesPerPoint, d => scenario(run = new Run(d)), crashed => run!.CheckRecovery(crashed)); // set before the first change

        Assert.True(explored.States > 100, $"only {explored.States} states");
        TestContext.Current.SendDiagnosticMessage("{0} states at {1} points", explored.States, explored.Points);
    }

    /// <summary>A log under exploration and every state of it a crash may still show.</summary>
    private sealed class Run
    {
        private readonly LogHarness _log;
        private Version _now = new(0, []);
        private List<Version> _legal = [new(0, [])];
        private byte _fill;

        public Run(SimulatedDisk disk)
        {
            _log = new LogHarness(disk);
            _log.OnFlushed = (_, _) => _legal = [_now];
        }

        public PartitionLog Log => _log.Log;

        public void Append(int term, int valueBytes)
        {
            var entry = _log.AppendData(term, 1, valueBytes, fill: _fill++);
            using var lease = new EntryLease();
            Log.TryReadTailEntries(entry.Index, entry.Index, 1, lease);
            Next(new Version(_now.Base, [.. _now.Entries, LogHarness.Describe(entry, lease.Entries[0].PayloadSpan)]));
        }

        public void Roll()
        {
            if (Log.LastIndex >= Log.SegmentBoundaries[^1].FirstIndex) _log.Roll(_fill);
        }

        public void Truncate(long index)
        {
            Log.TruncateFrom(new LogIndex(index));
            Next(new Version(_now.Base, _now.Entries[..(int)(index - 1 - _now.Base)]));
        }

        public void Trim(long index) => Log.TrimTo(new LogIndex(index));

        public void Reset(long index, int term)
        {
            var offset = new Offset(index * 3);
            var epochs = EpochTable.Empty.With(new Term(term), new LogIndex(1), Offset.Zero);
            Log.ResetTo(new LogSnapshot { LastIndex = new(index), LastTerm = new(term), EndOffset = offset, Epochs = epochs }, 1);
            Next(new Version(index, []));
        }

        public void Checkpoint() => Log.RequestCheckpoint();

        public void Flush()
        {
            _log.Flush();
            Assert.Empty(_log.Failures);
            _legal = [_now];
        }

        public void CheckRecovery(SimulatedDisk crashed)
        {
            var opened = new LogHarness(crashed);
            Assert.True(opened.Recovered.Verdict != RecoveryVerdict.Corrupt, opened.Recovered.Damage?.ToString());
            Assert.True(opened.Log.LastIndex >= Log.FlushedIndex, $"ends at {opened.Log.LastIndex}, flushed was {Log.FlushedIndex}");
            var contents = opened.Contents();
            Assert.Equal(opened.Log.LastIndex - opened.Log.FirstIndex + 1, contents.Count);
            var first = opened.Log.FirstIndex.Value;
            Assert.True(_legal.Exists(version => version.Holds(first, contents)), $"holds {first}: {string.Join("; ", contents)}");
            if (first > 1) Assert.Equal(new LogIndex(first - 1), opened.Log.ReadSnapshot(new LogIndex(first))?.LastIndex);

            var term = Math.Max(1, opened.Log.LastTerm.Value);
            opened.AppendData(term);
            opened.Flush();
            Assert.Equal(opened.Log.LastIndex, opened.Log.FlushedIndex);
        }

        private void Next(Version version)
        {
            _now = version;
            _legal = [.. _legal, version];
        }
    }

    /// <summary>The entries after an index, as they were at one time.</summary>
    private sealed record Version(long Base, List<string> Entries)
    {
        public bool Holds(long first, List<string> contents) =>
            first > Base && first - Base - 1 + contents.Count <= Entries.Count
            && contents.SequenceEqual(Entries.Skip((int)(first - Base - 1)).Take(contents.Count));
    }
}
