using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Replication.Groups;
using RaftLog.Replication.Partitions;
using RaftLog.Replication.Time;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Replication;

/// <summary>
/// All Raft groups of one broker: opens and closes them, gives them their ticks, looks after retention, disk space and the clock.
/// </summary>
/// <remarks>Lookups may come from any thread. Opening and closing block on the disk, so they belong on threads that may.</remarks>
public sealed class ReplicationHost : IDisposable
{
    private readonly ReplicationEnvironment _environment;
    private readonly ReplicationServices _services;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<RaftGroupId, Partition> _partitions = new();
    private readonly ConcurrentDictionary<TopicPartition, Partition> _byName = new();
    private readonly ConcurrentDictionary<RaftGroupId, StateGroup> _stateGroups = new();
    private readonly BrokerCare _care;
    private readonly ITimer _ticks;
    private readonly Lock _spaceLock = new();
    private DiskSpace? _space;
    private bool _isStopped;

    /// <summary>Creates the host; no group is open yet.</summary>
    public ReplicationHost(ReplicationEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _environment = environment;
        _logger = environment.Loggers.CreateLogger("raft");
        _services = new ReplicationServices
        {
            Journal = environment.Journal,
            Transport = environment.Transport,
            Io = environment.Io,
            Random = environment.Random,
            Time = environment.Time,
            Payloads = environment.Payloads,
            Logger = _logger,
        };
        Deadlines = new DeadlineWheel(environment.Time);
        _care = new BrokerCare(this, environment, _services, _logger);
        var tick = environment.Options.TickInterval;
        _ticks = environment.Time.CreateTimer(static host => ((ReplicationHost)host!).Tick(), this, tick, tick);
    }

    /// <summary>Deadlines of parked requests.</summary>
    public DeadlineWheel Deadlines { get; }

    /// <summary>The open partitions, in no particular order.</summary>
    public IEnumerable<Partition> Partitions => _partitions.Select(p => p.Value);

    /// <summary>The groups that hold state machines of our own.</summary>
    public IEnumerable<StateGroup> StateGroups => _stateGroups.Select(g => g.Value);

    /// <summary>Room on the data directory's file system, as of the last look; null before the first.</summary>
    public DiskSpace? Space
    {
        get
        {
            lock (_spaceLock) return _space;
        }

        internal set
        {
            lock (_spaceLock) _space = value;
        }
    }

    /// <summary>False while produces are refused because the disk has less room than the reserve.</summary>
    public bool AcceptsProduces => !_services.RefusesWrites;

    /// <summary>Finds an open partition by name.</summary>
    public bool TryGet(TopicPartition name, [NotNullWhen(true)] out Partition? partition) => _byName.TryGetValue(name, out partition);

    /// <summary>Finds an open partition by its group's id.</summary>
    public bool TryGet(RaftGroupId id, [NotNullWhen(true)] out Partition? partition) => _partitions.TryGetValue(id, out partition);

    /// <summary>
    /// Opens this broker's replica of a partition, creating it when the journal says that it was never here. Blocks.
    /// </summary>
    /// <param name="id">Topic id and partition.</param>
    /// <param name="name">Its name.</param>
    /// <param name="voters">Its first voters; on this broker the replica's uuid is that of the data directory.</param>
    /// <param name="settings">The topic's configuration.</param>
    public Partition OpenPartition(RaftGroupId id, TopicPartition name, IReadOnlyList<Member> voters, PartitionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var state = new PartitionState((long)_environment.Options.ProducerExpiration.TotalMilliseconds);
        var recovered = Recover(id, DirectoryOf(name, id), voters, LogOptionsOf(settings), state, !settings.SyncsBeforeAck);
        var partition = new Partition(id, name, settings, GroupSettingsOf(!settings.SyncsBeforeAck), _services, recovered, state);
        Invariant.Check(_partitions.TryAdd(id, partition));
        _byName[name] = partition;
        partition.Group.Start();
        return partition;
    }

    /// <summary>Opens the replica of a group whose log holds commands to <paramref name="state"/>. Blocks.</summary>
    public StateGroup OpenStateGroup(
        RaftGroupId id, string directory, IReadOnlyList<Member> voters, IReplicatedState state, StateGroupSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var options = new LogOptions { SegmentBytes = settings.SegmentBytes };
        var recovered = Recover(id, directory, voters, options, state, acksFromMemory: false);
        var group = new StateGroup(id, GroupSettingsOf(acksFromMemory: false), _services, recovered, state, settings.SegmentsKept);
        Invariant.Check(_stateGroups.TryAdd(id, group));
        group.Group.Start();
        return group;
    }

    /// <summary>
    /// Gives a message from a peer to its group; any thread. One reference on each entry's payload and on
    /// <see cref="RaftMessage.Chunk"/> is taken over, whatever the outcome.
    /// </summary>
    /// <returns>False when the group is not open here: the message is dropped.</returns>
    public bool Deliver(RaftGroupId id, in RaftMessage message, LogEntry[] entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (Find(id) is { } group)
        {
            group.Step(message, entries);
            return true;
        }

        foreach (var entry in entries) entry.Payload?.Release();
        message.Chunk?.Release();
        return false;
    }

    /// <summary>Messages to a peer were dropped, or its connection broke; any thread. Its groups' leaders send again when it answers.</summary>
    public void PeerUnreachable(NodeId peer)
    {
        foreach (var (_, group) in _stateGroups) group.Group.PeerUnreachable(peer);
        foreach (var (_, partition) in _partitions) partition.Group.PeerUnreachable(peer);
    }

    /// <summary>Takes over a topic's altered configuration.</summary>
    public static void Configure(Partition partition, PartitionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(partition);
        partition.Settings = settings;
        partition.Group.Configure(LogOptionsOf(settings), !settings.SyncsBeforeAck);
    }

    /// <summary>
    /// Closes a partition whose topic is deleted by a committed record, and moves its folder to the trash. Blocks.
    /// </summary>
    public void DeletePartition(RaftGroupId id)
    {
        if (!_partitions.TryRemove(id, out var partition)) return;
        ((ICollection<KeyValuePair<TopicPartition, Partition>>)_byName).Remove(new(partition.Name, partition));
        Close(partition.Group);
        _environment.Directory.MoveToTrash(DirectoryOf(partition.Name, id));
        _environment.Journal.Delete(id);
        _environment.Io.TryRun(new DelegateIoJob(() => _environment.Directory.PurgeTrash()));
    }

    /// <summary>Runs retention over all partitions now; the host does so by itself from time to time.</summary>
    public void EnforceRetention()
    {
        foreach (var partition in Partitions) partition.EnforceRetention();
    }

    /// <summary>Closes every group; what was appended is flushed first. Call once nothing is produced any more. Blocks.</summary>
    /// <returns>Where each log ends, of those whose every byte is durable.</returns>
    public IReadOnlyDictionary<RaftGroupId, LogCheckpoint> Stop()
    {
        var checkpoints = new ConcurrentDictionary<RaftGroupId, LogCheckpoint>();
        if (_isStopped) return checkpoints;
        _isStopped = true;
        _ticks.Dispose();
        _care.Dispose();
        Parallel.ForEach(Partitions.Select(p => p.Group).Concat(StateGroups.Select(g => g.Group)), group =>
        {
            if (Close(group) is { } checkpoint) checkpoints[group.Id] = checkpoint;
        });
        return checkpoints;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        Deadlines.Dispose();
    }

    /// <summary>What logs do from time to time: syncing in the background what was acknowledged from memory.</summary>
    internal void TickLogs(long nowMs)
    {
        foreach (var partition in Partitions) partition.Group.Store.Tick(nowMs);
    }

    internal void RetryAfterDiskFull()
    {
        _environment.Journal.RetryIfStalled();
        foreach (var partition in Partitions) partition.Group.RetryAfterDiskFull();
        foreach (var group in StateGroups) group.Group.RetryAfterDiskFull();
    }

    /// <summary>The id makes the folder's name unique; the topic's is for people, and cut where file systems end names (255 bytes).</summary>
    private static string DirectoryOf(TopicPartition name, RaftGroupId id)
    {
        const int TopicCharactersMax = 200;
        var topic = name.Topic.Length <= TopicCharactersMax ? name.Topic : name.Topic[..TopicCharactersMax];
        return $"{topic}-{name.Partition}.{id.TopicId.ToKafkaString()}";
    }

    private static LogOptions LogOptionsOf(PartitionSettings settings) => new()
    {
        SegmentBytes = settings.SegmentBytes,
        SegmentAge = TimeSpan.FromMilliseconds(Math.Min(settings.SegmentMs, (long)TimeSpan.FromDays(3650).TotalMilliseconds)),
        IndexIntervalBytes = settings.IndexIntervalBytes,
        SyncMode = settings.SyncsBeforeAck ? SyncMode.Durable : SyncMode.Memory,
    };

    /// <summary>Ends a group on its pump, then its log on this thread: once the pump is over, nothing is appended any more.</summary>
    private static LogCheckpoint? Close(RaftGroup group)
    {
        using var isOver = new ManualResetEventSlim();
        group.Post(new CloseOperation(isOver));
        isOver.Wait();
        return group.Store.Close();
    }

    private GroupSettings GroupSettingsOf(bool acksFromMemory)
    {
        var options = _environment.Options;
        return new GroupSettings
        {
            Raft = options.TuneRaft(new RaftOptions
            {
                SelfId = _environment.Directory.NodeId,
                ElectionTimeoutTicks = Math.Max(2, (int)(options.ElectionTimeout / options.TickInterval)),
                HeartbeatTicks = Math.Max(1, (int)(options.Heartbeat / options.TickInterval)),
                MaxUncommittedBytes = options.UncommittedBytesMax,
            }),
            AcksFromMemory = acksFromMemory,
        };
    }

    private RecoveredGroup Recover(
        RaftGroupId id, string directory, IReadOnlyList<Member> voters, LogOptions options, IReplicatedState state, bool acksFromMemory) =>
        new GroupRecovery(_environment, _logger).Open(id, directory, voters, options, state, acksFromMemory);

    private RaftGroup? Find(RaftGroupId id) =>
        _partitions.TryGetValue(id, out var partition) ? partition.Group
        : _stateGroups.TryGetValue(id, out var group) ? group.Group
        : null;

    private void Tick()
    {
        foreach (var (_, group) in _stateGroups)
        {
            if (group.Group.NeedsTicks) group.Group.Tick();
        }

        foreach (var (_, partition) in _partitions)
        {
            if (partition.Group.NeedsTicks) partition.Group.Tick();
        }
    }
}
