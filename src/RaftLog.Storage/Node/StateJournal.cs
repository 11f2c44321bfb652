using System.Diagnostics.CodeAnalysis;
using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Node;

/// <summary>
/// <c>state.journal</c>: term, vote, uuid and flags of every replica on this node. One file for all, so that a storm of votes in a
/// thousand groups costs one fdatasync.
/// </summary>
/// <remarks>
/// <see cref="Save"/>, <see cref="Delete"/> and the queries may be called from any thread and never touch the disk; <see cref="Flush"/>
/// runs on one thread at a time. Promises: (1) a save reported as durable survives any crash; (2) within one replica uuid the
/// term never decreases and a vote never changes within a term, which is checked on save and on load; (3) after a failed
/// sync nothing is ever reported as durable again. Saves not flushed yet are bounded by what the node's groups have outstanding.
/// </remarks>
public sealed class StateJournal : IFlushable, IDisposable
{
    /// <summary>The file's name in the data directory.</summary>
    public const string Path = "state.journal";

    private readonly Lock _gate = new();
    private readonly IDisk _disk;
    private readonly Guid _nodeUuid;
    private readonly StateJournalOptions _options;
    private readonly IFlushScheduler _scheduler;
    private readonly Dictionary<RaftGroupId, ReplicaState> _states;

    /// <summary>What waits for a flush; swapped with <see cref="_batch"/>, guarded by the gate.</summary>
    private List<PendingSave> _pending = [];

    /// <summary>What the flush at hand makes durable, and what a full disk has kept from being so. The flushing thread's.</summary>
    private List<PendingSave> _batch = [];

    private JournalWriter _writer;
    private long _lastTicket;
    private long _flushedTicket;
    private StateJournalFailedException? _failure;
    private bool _isStalled;

    private StateJournal(IDisk disk, Guid nodeUuid, StateJournalOptions options, IFlushScheduler scheduler, JournalContent content)
    {
        (_disk, _nodeUuid, _options, _scheduler, _states) = (disk, nodeUuid, options, scheduler, content.States);
        _writer = JournalWriter.Continue(disk, Path, content, options.ExtensionRecords);
    }

    /// <inheritdoc/>
    /// <remarks>Votes decide elections, so the journal goes first.</remarks>
    public bool IsUrgent => true;

    /// <summary>Every save with a ticket up to this one (inclusive) is durable.</summary>
    public long FlushedTicket => Interlocked.Read(ref _flushedTicket);

    /// <summary>Why nothing is saved any more; null while all is well.</summary>
    public StateJournalFailedException? Failure => Volatile.Read(ref _failure);

    /// <summary>True while saves wait for room on a full disk.</summary>
    public bool IsStalledByFullDisk => Volatile.Read(ref _isStalled);

    /// <summary>Makes an empty journal; durable on return. A part of making a data directory, and of nothing else.</summary>
    internal static void Create(IDisk disk, Guid nodeUuid)
    {
        var header = new byte[JournalFormat.SlotBytes];
        JournalFormat.WriteHeader(header, nodeUuid, generation: 1);
        AtomicFile.Write(disk, Path, header);
    }

    /// <summary>Opens the journal of a data directory and recovers what it holds.</summary>
    /// <exception cref="StateJournalCorruptException">It is missing, not this node's, or damaged.</exception>
    /// <exception cref="DiskException">It cannot be opened for writing.</exception>
    public static StateJournal Open(DataDirectory directory, IFlushScheduler scheduler, StateJournalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return Open(directory.Disk, directory.NodeUuid, scheduler, options);
    }

    internal static StateJournal Open(IDisk disk, Guid nodeUuid, IFlushScheduler scheduler, StateJournalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        // A rewrite that a crash cut short goes. The directory sync also covers the rename of one that was cut short by a kill
        // just before its own: votes are about to be read from that file.
        AtomicFile.Delete(disk, Path + AtomicFile.TemporarySuffix);
        var content = JournalRecovery.Run(disk, Path, nodeUuid);
        return new StateJournal(disk, nodeUuid, options ?? new StateJournalOptions(), scheduler, content);
    }

    /// <summary>The latest state of a replica, durable or not; false when there is none on this node, or it was deleted.</summary>
    public bool TryGet(RaftGroupId group, out ReplicaState state)
    {
        lock (_gate) return _states.TryGetValue(group, out state);
    }

    /// <summary>All replicas that exist on this node, in no particular order.</summary>
    public IReadOnlyList<KeyValuePair<RaftGroupId, ReplicaState>> ListReplicas()
    {
        lock (_gate) return [.. _states];
    }

    /// <summary>
    /// Saves a replica's state; the first save says that the replica was created here. It is durable once <see cref="FlushedTicket"/>
    /// has reached the ticket, which <paramref name="listener"/> is told. No message may carry the state before.
    /// </summary>
    /// <returns>The ticket: they rise by one with each save.</returns>
    /// <exception cref="InvariantBrokenException">The state goes back in term, or changes a vote (see <see cref="ReplicaState.MayFollow"/>).</exception>
    /// <exception cref="StateJournalFailedException">The journal has failed before.</exception>
    public long Save(RaftGroupId group, in ReplicaState state, IStateSaveListener? listener = null)
    {
        long ticket;
        lock (_gate)
        {
            ThrowIfFailed();
            if (_states.TryGetValue(group, out var earlier)) Invariant.Check(state.MayFollow(earlier));
            Invariant.Check(state.Term >= Term.Zero);
            _states[group] = state;
            ticket = Append(new JournalRecord(group, JournalRecordKind.State, state), listener);
        }

        _scheduler.Schedule(this);
        return ticket;
    }

    /// <summary>
    /// Records that a replica was deleted; the record stays until the journal is rewritten. Deleting one that does not exist is recorded too.
    /// </summary>
    /// <returns>The ticket, as for <see cref="Save"/>.</returns>
    /// <exception cref="StateJournalFailedException">The journal has failed before.</exception>
    public long Delete(RaftGroupId group, IStateSaveListener? listener = null)
    {
        long ticket;
        lock (_gate)
        {
            ThrowIfFailed();
            _states.Remove(group, out var last);
            ticket = Append(new JournalRecord(group, JournalRecordKind.Deleted, last), listener);
        }

        _scheduler.Schedule(this);
        return ticket;
    }

    /// <summary>Asks for another flush when a full disk held the last one up; called when the disk's free space is polled.</summary>
    public void RetryIfStalled()
    {
        if (IsStalledByFullDisk) _scheduler.Schedule(this);
    }

    /// <inheritdoc/>
    public bool Flush()
    {
        ReplicaSnapshot? snapshot;
        lock (_gate)
        {
            if (_failure is not null) return false;
            TakePending();
            if (_batch.Count == 0) return false;
            snapshot = NeedsRewrite() ? new ReplicaSnapshot([.. _states]) : null;
        }

        try
        {
            if (snapshot is null || !TryRewrite(snapshot)) _writer.Append(_batch);
        }
        catch (DiskException e) when (e.Failure is DiskFailure.Full or DiskFailure.Resources)
        {
            // Nothing of the batch was synced, so nothing was promised: it stays, and is written again at the same place.
            Volatile.Write(ref _isStalled, true);
            return false;
        }
        catch (DiskException e)
        {
            Fail(e);
            return false;
        }

        Volatile.Write(ref _isStalled, false);
        Interlocked.Exchange(ref _flushedTicket, _batch[^1].Ticket);
        Report(failure: null);
        lock (_gate) return _pending.Count > 0;
    }

    /// <summary>Closes the file. Saves that were not flushed are not durable and their listeners never hear of them.</summary>
    public void Dispose() => _writer.Dispose();

    private long Append(in JournalRecord record, IStateSaveListener? listener)
    {
        _pending.Add(new PendingSave(record, ++_lastTicket, listener));
        return _lastTicket;
    }

    private void TakePending()
    {
        if (_batch.Count == 0)
        {
            (_batch, _pending) = (_pending, _batch);
            return;
        }

        _batch.AddRange(_pending);
        _pending.Clear();
    }

    private bool NeedsRewrite() => _writer.Slots + _batch.Count > (2L * _states.Count) + _options.GarbageRecordsMax;

    /// <summary>
    /// Writes the live states to a new file and puts it in the old one's place. It includes the batch, because a save enters the
    /// states before it becomes pending. False when the disk is too full for a second file, which is no reason not to vote.
    /// </summary>
    private bool TryRewrite(ReplicaSnapshot snapshot)
    {
        JournalWriter fresh;
        try
        {
            fresh = JournalWriter.Rewrite(_disk, Path, _nodeUuid, _writer.Generation + 1, snapshot, _options.ExtensionRecords);
        }
        catch (DiskException e) when (e.Failure is DiskFailure.Full or DiskFailure.Resources)
        {
            _disk.DeleteFile(Path + AtomicFile.TemporarySuffix);
            return false;
        }

        // The old file has nothing unsynced, so closing it loses nothing.
        _writer.Dispose();
        _writer = fresh;
        return true;
    }

    private void Fail(DiskException cause)
    {
        var failure = new StateJournalFailedException($"{Path} could not be made durable: {cause.Message}", cause);
        lock (_gate)
        {
            Volatile.Write(ref _failure, failure);
            TakePending();
        }

        Report(failure);
    }

    private void Report(StateJournalFailedException? failure)
    {
        foreach (var save in _batch) save.Listener?.OnStateSaved(save.Record.Group, save.Ticket, failure);
        _batch.Clear();
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure) ThrowFailed(failure);
    }

    [DoesNotReturn]
    private static void ThrowFailed(StateJournalFailedException failure) => throw new StateJournalFailedException(failure.Message, failure);
}

/// <summary>A save that is not durable yet.</summary>
internal readonly record struct PendingSave(JournalRecord Record, long Ticket, IStateSaveListener? Listener);

/// <summary>The replicas at the moment a rewrite began.</summary>
internal sealed record ReplicaSnapshot(IReadOnlyList<KeyValuePair<RaftGroupId, ReplicaState>> Replicas);
