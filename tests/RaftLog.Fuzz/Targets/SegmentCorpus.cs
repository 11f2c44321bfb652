using RaftLog.Primitives;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;
using RaftLog.Storage.Tests.Log;

namespace RaftLog.Fuzz.Targets;

/// <summary>A log's folder and what was written into it.</summary>
/// <param name="Files">The folder.</param>
/// <param name="Group">Whose log it is. Every case has its own, so that the files of another can never be the right ones.</param>
/// <param name="Options">How the log was written.</param>
/// <param name="Checkpoint">What the node's checkpoint would say after a clean stop; null after a kill.</param>
/// <param name="Entries">Every entry the log ended up with, described, by index.</param>
/// <param name="Snapshots">The states that snapshots were taken of, in hex.</param>
internal sealed record SegmentCase(
    Dictionary<string, byte[]> Files, RaftGroupId Group, LogOptions Options, LogCheckpoint? Checkpoint, Dictionary<long, string> Entries, HashSet<string> Snapshots)
{
    private const int Cases = 48;

    public static SegmentCase[] CreateAll(ulong seed)
    {
        var cases = new SegmentCase[Cases];
        var random = new FuzzRandom();
        for (var i = 0; i < cases.Length; i++)
        {
            random.Begin(seed, i);
            cases[i] = Create(LogHarness.Group with { Partition = i }, random);
        }

        return cases;
    }

    private static SegmentCase Create(RaftGroupId group, FuzzRandom random)
    {
        var disk = new MemoryDisk();
        var options = random.OneIn(3) ? new LogOptions { IndexIntervalBytes = 256 } : LogHarness.SmallSegments;
        var harness = new LogHarness(disk, options, group: group);
        var log = harness.Log;
        var snapshots = new HashSet<string>();
        var term = 1;
        harness.AppendConfiguration(term, 1, 2, 3);
        for (var steps = random.Between(3, 40); steps > 0; steps--)
        {
            if (random.OneIn(6)) term++;
            switch (random.Next(12))
            {
                case 0: harness.AppendNoOp(term); break;
                case 1: harness.AppendCommand(term, (byte)steps, 9); break;
                case 2: harness.AppendConfiguration(term, (byte)steps); break;
                case 3 or 4: harness.Flush(); break;
                case 5 when log.LastIndex >= log.SegmentBoundaries[^1].FirstIndex:
                    byte[] state = [(byte)steps, (byte)random.Next(256), (byte)random.Next(256)];
                    snapshots.Add(Convert.ToHexString(state));
                    harness.Roll(state);
                    break;
                case 6 when random.OneIn(3) && log.LastIndex > log.SegmentBoundaries[^1].FirstIndex:
                    log.TruncateFrom(log.LastIndex);
                    term++;
                    break;
                case 7 when log.SegmentBoundaries.Length > 1:
                    log.TrimTo(log.SegmentBoundaries[1].FirstIndex);
                    break;
                default: harness.AppendData(term, random.Between(1, 5), random.Next(300), 1000 + steps, (byte)random.Next(256)); break;
            }
        }

        harness.Flush();
        var entries = new Dictionary<long, string>();
        log.Replay(log.FirstIndex, (in entry, payload) => entries[entry.Index.Value] = LogHarness.Describe(entry, payload));
        var checkpoint = random.OneIn(2) ? log.Close() : null;
        return new SegmentCase(FileImage.Take(disk, LogHarness.Directory), group, options, checkpoint, entries, snapshots);
    }
}
