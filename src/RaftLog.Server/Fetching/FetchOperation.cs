using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Replication.Partitions;
using RaftLog.Replication.Time;
using RaftLog.Server.Handlers;
using RaftLog.Server.Requests;

namespace RaftLog.Server.Fetching;

/// <summary>
/// One Fetch request on its way: looks at its partitions, answers when there is enough, otherwise waits until one of them moves or the
/// client's patience ends (KP-27). Nothing polls.
/// </summary>
/// <remarks>
/// Everything that happens to it is a signal; whoever raises the first while nobody is at work has it worked on. So one thread at a
/// time is inside: the socket's at first, then the pool's, or one that may block when batches have to come from disk. A signal
/// that arrives meanwhile has it go round once more.
/// </remarks>
internal sealed class FetchOperation : Deadline, IPartitionWatcher, IPendingWork, IThreadPoolWorkItem
{
    private const int Began = 1;
    private const int Moved = 2;
    private const int Over = 4;
    private const int Abandoned = 8;

    private readonly HandlerServices _services;
    private readonly RequestContext _context;
    private readonly FetchPlan _plan;
    private readonly FetchSessionCache _sessions;
    private readonly TimeSpan _patience;
    private readonly int _bytesMin;
    private readonly int _bytesMax;
    private readonly bool _onlyStable;
    private int _signals = Began;
    private int _seen;
    private long _reservedBytes;
    private bool _isOver;
    private bool _isParked;
    private bool _isFinished;

    internal FetchOperation(
        HandlerServices services, FetchSessionCache sessions, RequestContext context, FetchRequest request, FetchPlan plan)
    {
        _services = services;
        _sessions = sessions;
        _context = context;
        _plan = plan;
        _bytesMax = Math.Clamp(request.MaxBytes, 0, services.Fetch.ResponseBytesMax);
        _bytesMin = Math.Min(request.MinBytes, _bytesMax);
        _patience = TimeSpan.FromMilliseconds(Math.Max(request.MaxWaitMs, 0));
        _onlyStable = request.IsolationLevel == 1;
        _isOver = _patience == TimeSpan.Zero || plan.Targets.Count == 0;
    }

    /// <summary>Begins, on the socket's thread.</summary>
    internal void Start() => Work();

    /// <inheritdoc/>
    public void PartitionMoved(Partition partition) => Signal(Moved);

    /// <inheritdoc/>
    public void Abandon() => Signal(Abandoned);

    /// <inheritdoc/>
    public void Hurry() => Signal(Over);

    /// <inheritdoc/>
    public void Execute() => Work();

    /// <inheritdoc/>
    protected override void Expired() => Signal(Over);

    private void Signal(int signal)
    {
        if (Interlocked.Or(ref _signals, signal) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Work()
    {
        try
        {
            do
            {
                _seen = Volatile.Read(ref _signals);
                if (!_isFinished && !React()) return;
            }
            while (Interlocked.CompareExchange(ref _signals, 0, _seen) != _seen);
        }
#pragma warning disable CA1031 // The request's one seam on the threads it continues on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    /// <summary>Continues on a thread that may block.</summary>
    private void WorkOnDisk()
    {
        try
        {
            Look(mayBlock: true);
            if (Interlocked.CompareExchange(ref _signals, 0, _seen) != _seen) Work();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    /// <returns>False when another thread goes on.</returns>
    private bool React()
    {
        if ((_seen & Abandoned) != 0)
        {
            Leave();
            _context.RespondNothing();
            return true;
        }

        _isOver |= (_seen & Over) != 0;
        return Look(mayBlock: false);
    }

    /// <returns>False when another thread goes on.</returns>
    private bool Look(bool mayBlock)
    {
        var reader = new FetchReader(_bytesMax, _onlyStable, mayBlock);
        var readFrom = ReadAll(ref reader);
        if (reader.NeedsDisk && !mayBlock)
        {
            ReleaseAll();
            Reserve(_bytesMax);
            if (_services.Blocking.TryRun(new DiskWork(this))) return false;

            // More cold reads wait than is bearable: the client gets nothing now and comes again.
            _isOver = true;
        }

        if (_isOver || reader.HasTrouble || reader.Bytes >= _bytesMin) Answer(readFrom);
        else Park();
        return true;
    }

    /// <summary>Looks at every partition, beginning where the session says; returns where the next look should begin.</summary>
    private int ReadAll(ref FetchReader reader)
    {
        var targets = _plan.Targets;
        var start = _plan.Session?.ReadFrom ?? 0;
        var next = start;
        for (var i = 0; i < targets.Count; i++)
        {
            var position = (start + i) % targets.Count;
            var before = reader.Bytes;
            reader.Read(targets[position]);
            if (reader.Bytes > before) next = (position + 1) % targets.Count;
        }

        return next;
    }

    private void Park()
    {
        ReleaseAll();
        Reserve(0);
        if (_isParked) return;
        _isParked = true;
        foreach (var target in _plan.Targets) target.Partition?.Watch(this);
        _services.Deadlines.Add(this, _patience);
        _context.Pend(this);

        // A partition may have moved between the look and the watch.
        foreach (var target in _plan.Targets)
        {
            if (target.Partition is null || target.Partition.Status == target.Status) continue;
            Interlocked.Or(ref _signals, Moved);
            return;
        }
    }

    private void Answer(int readFrom)
    {
        var answer = new FetchAnswer(
            _services.Cluster, _services.Metrics, _context.Client.Listener, _context.Version, _onlyStable);
        long bytes = 0;
        foreach (var target in _plan.Targets)
        {
            if (_plan.IsIncremental && !target.HasNews) continue;
            bytes += target.Bytes;
            if (_plan.Session is not null) target.Told();
            answer.Add(target);
        }

        answer.Response.SessionId = _plan.Session?.Id ?? 0;
        Reserve(bytes);
        Leave(readFrom);
        _context.Note(answer.FirstError);
        _context.Respond(answer.Response, answer.Borrowed);
    }

    private void Fail(Exception exception)
    {
        Connections.Log.RequestFailed(_services.Logger, _context.Api, _context.Version, _context.Client.Address, exception);
        Leave();
        _context.Note(ErrorCode.UnknownServerError);
        _context.Respond(FetchHandler.Failed(_plan, ErrorCode.UnknownServerError));
    }

    private void Leave(int? readFrom = null)
    {
        _isFinished = true;
        ReleaseAll();
        if (_isParked)
        {
            _services.Deadlines.Cancel(this);
            foreach (var target in _plan.Targets) target.Partition?.Unwatch(this);
        }

        if (_plan.Session is { } session) _sessions.Return(session, readFrom ?? session.ReadFrom);
    }

    private void ReleaseAll()
    {
        foreach (var target in _plan.Targets) target.Release();
    }

    /// <summary>Counts the bytes the answer holds, or will, against what the connection may hold unsent.</summary>
    private void Reserve(long bytes)
    {
        _context.Retain(bytes - _reservedBytes);
        _reservedBytes = bytes;
    }

    private sealed class DiskWork(FetchOperation operation) : IThreadPoolWorkItem
    {
        public void Execute() => operation.WorkOnDisk();
    }
}
