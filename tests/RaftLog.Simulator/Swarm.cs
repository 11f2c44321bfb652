using RaftLog.Simulation;

namespace RaftLog.Simulator;

/// <summary>What one seed turns on and how its knobs stand: many narrow worlds find more than one wide one.</summary>
internal sealed class Swarm
{
    internal Swarm(DeterministicRandom random)
    {
        int[] sizes = [1, 2, 3, 3, 3, 4, 5, 5];
        Nodes = sizes[random.Next(sizes.Length)];
        Groups = 1 + random.Next(3);
        DropRate = random.Chance(0.5) ? random.Next(200) / 1000.0 : 0;
        DuplicateRate = random.Chance(0.5) ? random.Next(150) / 1000.0 : 0;
        LongDelayRate = random.Chance(0.5) ? random.Next(100) / 1000.0 : 0;
        DelayMaxMs = 1 + random.Next(40);
        FlushMaxMs = random.Chance(0.3) ? 200 : 1 + random.Next(20);
        Cuts = random.Chance(0.6);
        Partitions = random.Chance(0.6);
        Pauses = random.Chance(0.5);
        Kills = random.Chance(0.6);
        PowerCuts = random.Chance(0.6);
        Drifts = random.Chance(0.5);
        Membership = random.Chance(0.4);
        Transfers = random.Chance(0.4);
        Trims = random.Chance(0.6);
        FaultIntervalMs = 200 + random.Next(5000);
        OperationIntervalMs = 1 + random.Next(60);
        SegmentBytes = random.Chance(0.7) ? 600 + random.Next(6000) : 1 << 20;
        MaxInflight = 1 + random.Next(16);
        MaxAppendBytes = 1 + random.Next(4000);
        ChunkBytes = 16 + random.Next(400);
        TailBytes = random.Chance(0.5) ? 1 + random.Next(4000) : 1 << 20;
        MinInSync = random.Chance(0.3) ? 1 + random.Next(Nodes) : 1;
    }

    internal int Nodes { get; }

    internal int Groups { get; }

    internal double DropRate { get; }

    internal double DuplicateRate { get; }

    internal double LongDelayRate { get; }

    internal int DelayMaxMs { get; }

    internal int FlushMaxMs { get; }

    internal bool Cuts { get; }

    internal bool Partitions { get; }

    internal bool Pauses { get; }

    internal bool Kills { get; }

    internal bool PowerCuts { get; }

    internal bool Drifts { get; }

    internal bool Membership { get; }

    internal bool Transfers { get; }

    internal bool Trims { get; }

    internal int FaultIntervalMs { get; }

    internal int OperationIntervalMs { get; }

    internal int SegmentBytes { get; }

    internal int MaxInflight { get; }

    internal int MaxAppendBytes { get; }

    internal int ChunkBytes { get; }

    internal int TailBytes { get; }

    internal int MinInSync { get; }

    public override string ToString() =>
        $"{Nodes} nodes, {Groups} groups, drop {DropRate}, duplicate {DuplicateRate}, long delays {LongDelayRate}, segments {SegmentBytes}, "
        + $"kills {Kills}, power cuts {PowerCuts}, partitions {Partitions}, cuts {Cuts}, pauses {Pauses}, membership {Membership}, min.insync {MinInSync}";
}
