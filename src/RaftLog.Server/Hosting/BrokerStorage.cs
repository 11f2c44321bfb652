using Microsoft.Extensions.Logging;
using RaftLog.Primitives;
using RaftLog.Server.Configuration;
using RaftLog.Server.Observability;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Server.Hosting;

/// <summary>What a broker keeps on its disk, and the threads that do so; opened first, closed last.</summary>
internal sealed class BrokerStorage : IDisposable
{
    private readonly RecoveryCheckpoint _checkpoint;
    private readonly Flusher _flusher;
    private readonly IoWorkers _io;

    private BrokerStorage(DataDirectory directory, StateJournal journal, RecoveryCheckpoint checkpoint, Flusher flusher, IoWorkers io)
    {
        (Directory, Journal, _checkpoint, _flusher, _io) = (directory, journal, checkpoint, flusher, io);
        Checkpoints = ReadCheckpoints(journal, checkpoint);
    }

    internal DataDirectory Directory { get; }

    internal StateJournal Journal { get; }

    internal IFlushScheduler Flusher => _flusher;

    internal IIoScheduler Io => _io;

    /// <summary>Where each log ended at the last stop, when that was a clean one.</summary>
    internal IReadOnlyDictionary<RaftGroupId, LogCheckpoint> Checkpoints { get; }

    internal static string PathOf(NodeOptions node) => node.IsInMemory ? node.DataDir : Path.GetFullPath(node.DataDir);

    /// <exception cref="DataDirectoryException">The directory cannot be used; the message says why and what to do.</exception>
    /// <exception cref="StateJournalCorruptException">The journal is damaged; the message says what to do.</exception>
    internal static BrokerStorage Open(BrokerOptions options, string version, BrokerMetrics metrics, TimeProvider time, ILogger logger)
    {
        var location = PathOf(options.Node);
        IDisk disk = options.Node.IsInMemory ? new MemoryDisk() : new PosixDisk(location);
        var directory = DataDirectory.Open(disk, new DataDirectoryOptions
        {
            Location = location,
            NodeId = new NodeId(options.Node.Id),
            ClusterId = options.Cluster.Id,
            BootId = MachineBoot.ReadId(time),
            CreatedBy = $"RaftLog {version}",
        });
        Flusher? flusher = null;
        try
        {
            flusher = new Flusher(threads: 0, new FlushObserver(metrics, logger), time);
            var journal = StateJournal.Open(directory, flusher);
            DistrustAfterPowerCut(directory, journal);
            var checkpoint = RecoveryCheckpoint.Load(disk);
            var io = new IoWorkers(onEscapedException: (job, e) => Log.EscapedException(logger, job.GetType().Name, e));
            return new BrokerStorage(directory, journal, checkpoint, flusher, io);
        }
        catch
        {
            flusher?.Dispose();
            directory.Dispose();
            throw;
        }
    }

    /// <summary>
    /// After the machine went down without a clean stop, replicas that acknowledge from memory may have lost what they acknowledged; that is
    /// on record before the new boot is.
    /// </summary>
    private static void DistrustAfterPowerCut(DataDirectory directory, StateJournal journal)
    {
        if (directory.MayHaveLostUnsynced)
        {
            foreach (var (group, replica) in journal.ListReplicas())
            {
                if ((replica.Flags & ReplicaFlags.MemoryDurability) == 0) continue;
                using var isSaved = new ManualResetEventSlim();
                journal.Save(group, replica with { Flags = replica.Flags | ReplicaFlags.Suspect }, new Saved(isSaved));
                isSaved.Wait();
            }
        }

        directory.RecordBoot();
    }

    /// <summary>All logs are recovered and none is written yet: what the last stop said of them does not count any longer.</summary>
    internal void StartWriting() => _checkpoint.Invalidate();

    /// <summary>Ends the threads after all that is due is flushed, and leaves the mark of a clean stop.</summary>
    internal void CloseCleanly(IReadOnlyDictionary<RaftGroupId, LogCheckpoint> logs)
    {
        _io.Dispose();
        _flusher.Dispose();
        _checkpoint.Write(logs.Select(l => (l.Key, l.Value)), clean: true);
        Directory.MarkCleanStop();
    }

    private static Dictionary<RaftGroupId, LogCheckpoint> ReadCheckpoints(StateJournal journal, RecoveryCheckpoint checkpoint)
    {
        var checkpoints = new Dictionary<RaftGroupId, LogCheckpoint>();
        if (!checkpoint.WasClean) return checkpoints;
        foreach (var (group, _) in journal.ListReplicas())
        {
            if (checkpoint.TryGet(group, out var entry)) checkpoints[group] = entry;
        }

        return checkpoints;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _io.Dispose();
        _flusher.Dispose();
        Journal.Dispose();
        Directory.Dispose();
    }

    private sealed class Saved(ManualResetEventSlim isSaved) : IStateSaveListener
    {
        public void OnStateSaved(RaftGroupId group, long ticket, StateJournalFailedException? failure) => isSaved.Set();
    }
}
