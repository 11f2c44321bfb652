using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>
/// The physical side of a log: makes on disk what the pump has decided, in order, and reports what may be acknowledged. Called by one
/// thread at a time; the only one that writes the log's files.
/// </summary>
internal sealed class LogWriter(LogState state, SegmentFiles files, SegmentStore store, LiveOptions options)
{
    private const long FlushBytesMax = 8 << 20;

    private ILogObserver? _observer;
    private long _bytesSinceCheckpoint;
    private bool _isDiskFull;
    private long _unsyncedBytes;
    private long _unsyncedSinceMs = -1;
    private bool _syncRequested;
    private bool _checkpointRequested;

    /// <summary>Bytes written and not yet synced.</summary>
    public long UnsyncedBytes => Volatile.Read(ref _unsyncedBytes);

    /// <summary>The last index handed to the file system; exact while nothing is queued or in hand.</summary>
    public LogIndex WrittenIndex => store.WrittenIndex;

    /// <summary>Who is told what became of the writes; set before the first of them.</summary>
    public void Attach(ILogObserver observer) => _observer = observer;

    /// <summary>
    /// Asks for the active segment's index to be written by the next flush, so that recovery need not scan what lies before.
    /// </summary>
    public void RequestCheckpoint() => Volatile.Write(ref _checkpointRequested, true);

    /// <summary>In memory mode: asks for a sync once bytes have been unsynced for long enough. True when a flush is needed.</summary>
    public bool RequestSyncWhenDue(long nowMs)
    {
        if (UnsyncedBytes == 0)
        {
            _unsyncedSinceMs = -1;
            return false;
        }

        if (_unsyncedSinceMs < 0) _unsyncedSinceMs = nowMs;
        if (nowMs - _unsyncedSinceMs < options.Current.BackgroundSyncAge.TotalMilliseconds) return false;
        _unsyncedSinceMs = nowMs;
        Volatile.Write(ref _syncRequested, true);
        return true;
    }

    /// <summary>Carries out what is pending; true when more became pending. Never throws: failures go to the observer.</summary>
    public bool Flush()
    {
        if (state.Failure is not null || state.IsClosed) return false;
        try
        {
            return FlushOrThrow();
        }
        catch (DiskException full) when (full.Failure is DiskFailure.Full or DiskFailure.Resources)
        {
            return StayPending();
        }
        catch (Exception exception)
        {
            // The seam of the flusher thread: whatever it is, this log never acknowledges anything again.
            Fail(exception);
            return false;
        }
    }

    /// <summary>Syncs all and writes the active segment's index; only after <see cref="Flush"/> has nothing left.</summary>
    /// <returns>False when something is not durable; the log is as after a crash then.</returns>
    public bool TryFinish()
    {
        if (state.Failure is not null || !state.Queue.IsEmpty) return false;
        try
        {
            SyncWritten();
            Report();
            store.WriteRebuiltIndexes();
            if (store.HasActive) store.WriteActiveIndex();
            return true;
        }
        catch (Exception exception) when (exception is DiskException or StorageFailedException)
        {
            Fail(exception);
            return false;
        }
    }

    private bool FlushOrThrow()
    {
        // First, because on a full disk the trim may be what makes room.
        store.Trim();
        var written = 0L;
        while (written < FlushBytesMax && TakeOperation() is { } operation) written += CarryOut(operation);
        store.Trim();
        if (SyncIsDue()) SyncWritten();
        Report();
        if (_isDiskFull)
        {
            _isDiskFull = false;
            _observer?.DiskFull(false);
        }

        WriteCheckpointIfDue();
        store.WriteRebuiltIndexes();
        lock (state.Gate) return !state.Queue.IsEmpty && !state.HoldsWrites;
    }

    private LogOperation? TakeOperation()
    {
        lock (state.Gate) return state.HoldsWrites ? null : state.Queue.Take();
    }

    private long CarryOut(LogOperation operation)
    {
        var bytes = 0L;
        switch (operation)
        {
            case AppendOperation append:
                bytes = Write(append);
                break;
            case TruncateOperation truncate:
                store.Truncate(truncate);
                SetUnsynced(0);
                break;
            case RollOperation roll:
                SyncWritten();
                store.Roll(roll);
                break;
            case ResetOperation reset:
                store.Reset(reset);
                SetUnsynced(0);
                break;
            default:
                throw new InvariantBrokenException($"Unknown operation {operation.GetType().Name}");
        }

        lock (state.Gate) state.Queue.Complete();
        return bytes;
    }

    private long Write(AppendOperation append)
    {
        var bytes = append.Bytes;
        store.CreateFirstSegment();
        using var encoder = new EntryEncoder();
        while (append.Count > 0)
        {
            store.Write(append, encoder);
            SetUnsynced(_unsyncedBytes + encoder.Bytes);
        }

        return bytes;
    }

    private bool SyncIsDue() => _unsyncedBytes > 0
        && (options.Current.SyncMode == SyncMode.Durable || _unsyncedBytes >= options.Current.BackgroundSyncBytes || Volatile.Read(ref _syncRequested));

    private void SyncWritten()
    {
        if (_unsyncedBytes == 0) return;
        store.Sync();
        _bytesSinceCheckpoint += _unsyncedBytes;
        SetUnsynced(0);
        Volatile.Write(ref _syncRequested, false);
    }

    private void SetUnsynced(long bytes) => Volatile.Write(ref _unsyncedBytes, bytes);

    /// <summary>Tells the observer how far the log may be acknowledged, when that has advanced.</summary>
    private void Report()
    {
        LogIndex flushed;
        Term term;
        long generation;
        lock (state.Gate)
        {
            flushed = options.Current.SyncMode == SyncMode.Durable ? store.SyncedIndex : store.WrittenIndex;
            flushed = LogIndex.Min(flushed, state.Queue.TruncationFloor - 1);
            if (flushed <= state.FlushedIndex || flushed > state.LastIndex || flushed < state.FirstIndex - 1) return;
            state.FlushedIndex = flushed;
            generation = state.Generation;
            term = flushed == state.FirstIndex - 1 ? state.BoundaryTerm : state.Epochs.TermAt(flushed);
        }

        _observer?.Flushed(flushed, term, generation);
    }

    /// <summary>The disk is full: what was written is synced and reported, the rest stays pending until asked again.</summary>
    private bool StayPending()
    {
        lock (state.Gate) state.Queue.PutBack();
        try
        {
            store.CutUnfinishedWrite();
            if (SyncIsDue()) SyncWritten();
            Report();
        }
        catch (Exception exception)
        {
            // As in Flush: the seam.
            Fail(exception);
            return false;
        }

        if (_isDiskFull) return false;
        _isDiskFull = true;
        _observer?.DiskFull(true);
        return false;
    }

    private void WriteCheckpointIfDue()
    {
        if (_unsyncedBytes > 0 || !store.HasActive) return;
        if (_bytesSinceCheckpoint < options.Current.CheckpointBytes && !Volatile.Read(ref _checkpointRequested)) return;
        Volatile.Write(ref _checkpointRequested, false);
        _bytesSinceCheckpoint = 0;
        store.WriteActiveIndex();
    }

    private void Fail(Exception cause)
    {
        var failure = cause as StorageFailedException
            ?? new StorageFailedException(files.Directory, $"the log can no longer be written ({cause.Message})", cause);
        lock (state.Gate)
        {
            state.Failure = failure;
            state.Queue.PutBack();
            state.Queue.Clear();
        }

        _observer?.Failed(failure);
    }
}
