using Microsoft.Extensions.Logging;
using RaftLog.Raft;
using RaftLog.Replication;
using RaftLog.Replication.Partitions;
using RaftLog.Simulation;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Simulator;

/// <summary>One simulated machine: its disk, and the broker's replication layer that runs on it, once per incarnation.</summary>
internal sealed class Node
{
    private readonly World _world;
    private readonly Swarm _swarm;
    private readonly Network _network;
    private readonly double _clockRate;
    private readonly SimulatedDisk _disk;
    private readonly Guid _uuid;
    private int _boot;

    internal Node(World world, Swarm swarm, Network network, int id)
    {
        (_world, _swarm, _network, Id) = (world, swarm, network, id);
        _clockRate = swarm.Drifts ? 0.97 + (world.Random.Next(600) / 10000.0) : 1;
        _disk = new SimulatedDisk(world.Random.NextUInt64());
        _uuid = new Guid(id, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    internal int Id { get; }

    internal Member Member => new(new NodeId(Id), _uuid);

    internal int Incarnation { get; private set; }

    internal long PausedUntil { get; set; }

    internal ReplicationHost? Host { get; private set; }

    internal Partition[] Partitions { get; private set; } = [];

    internal ErrorLog Errors { get; } = new();

    internal bool IsUp => Host is not null;

    internal void Start(IReadOnlyList<RaftGroupId> groups, IReadOnlyList<Member> voters)
    {
        Incarnation++;
        var workers = new NodeWorkers(_world, this, () => _network.IsHealed ? 1 : _swarm.FlushMaxMs);
        var directory = DataDirectory.Open(_disk, new DataDirectoryOptions
        {
            Location = "simulated",
            NodeId = new NodeId(Id),
            BootId = $"boot{_boot}",
            CreatedBy = "simulator",
            NewNodeUuid = () => _uuid,
        });
        directory.RecordBoot();
        Host = new ReplicationHost(new ReplicationEnvironment
        {
            Directory = directory,
            Journal = StateJournal.Open(directory, workers),
            Flusher = workers,
            Io = workers,
            Payloads = new PayloadPool(poisonOnReturn: true),
            TailBudget = new TailCacheBudget(_swarm.TailBytes),
            Transport = _network.Of(this),
            Random = new Chance(_world.Random.Fork()),
            Time = new NodeClock(_world, this, _clockRate),
            Loggers = Errors,
            Options = new ReplicationOptions
            {
                FreeDiskBytesMin = 0,
                CareInterval = TimeSpan.FromMinutes(10),
                TuneRaft = options => options with
                {
                    MaxInflightMessages = _swarm.MaxInflight,
                    MaxAppendBytes = _swarm.MaxAppendBytes,
                    SnapshotChunkBytes = _swarm.ChunkBytes,
                },
            },
        });
        var settings = new PartitionSettings { SegmentBytes = _swarm.SegmentBytes, IndexIntervalBytes = 512, MinInSyncReplicas = _swarm.MinInSync };
        Partitions = [.. groups.Select((id, i) => Host.OpenPartition(id, new TopicPartition("t", i), voters, settings))];
    }

    /// <summary>The process is gone; with <paramref name="losesPower"/> so is what the disk had not synced.</summary>
    internal void Crash(bool losesPower)
    {
        Incarnation++;
        Host = null;
        Partitions = [];
        PausedUntil = 0;
        if (losesPower) _boot++;
        _disk.Crash(!losesPower ? CrashMode.KeepingAll : _world.Random.Chance(0.5) ? CrashMode.LosingAllUnsynced : CrashMode.Random);
    }

    internal void Deliver(RaftGroupId group, in RaftMessage message, LogEntry[] entries)
    {
        if (Host is { } host)
        {
            host.Deliver(group, message, entries);
            return;
        }

        foreach (var entry in entries) entry.Payload?.Release();
        message.Chunk?.Release();
    }

    private sealed class Chance(DeterministicRandom random) : IRandom
    {
        public int Next(int exclusiveMax) => random.Next(exclusiveMax);
    }

    /// <summary>Keeps the last error a node logged, so that a violation can say why a group failed.</summary>
    internal sealed class ErrorLog : ILoggerFactory, ILogger
    {
        internal string Last { get; private set; } = "";

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Last = $"{formatter(state, exception)} {exception}";
        }
    }
}
