using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Replication.Groups;

/// <content>
/// Snapshots between replicas (Raft §7): what a segment begins behind is what a follower gets whose next entry is gone. All reading and
/// writing is done on I/O threads, which post what became of it.
/// </content>
internal sealed partial class RaftGroup
{
    private readonly RaftConfiguration _initialConfiguration;
    private readonly IncomingSnapshot _incoming;
    private readonly Queue<IIoJob> _incomingJobs = new();
    private readonly List<NodeId> _unavailable = [];
    private SnapshotDescriptor? _installing;
    private SnapshotDescriptor? _outgoing;
    private byte[] _outgoingBytes = [];
    private bool _isReadingSnapshot;

    /// <summary>Reads the newest snapshot that is durable and committed, so that the core can send it.</summary>
    private void TakeSnapshot()
    {
        if (_isReadingSnapshot || SnapshotBoundary() is not { } firstIndex) return;
        _isReadingSnapshot = _services.Io.TryRun(new DelegateIoJob(() => Post(new SnapshotReadOperation(ReadSnapshot(firstIndex)))));
    }

    private LogIndex? SnapshotBoundary()
    {
        var segments = _log.SegmentBoundaries;
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            // A snapshot is durable before anything behind it is.
            var firstIndex = segments[i].FirstIndex;
            if (firstIndex - 1 <= _commitIndex && (i == 0 || firstIndex <= _log.FlushedIndex)) return firstIndex > new LogIndex(1) ? firstIndex : null;
        }

        return null;
    }

    private LogSnapshot? ReadSnapshot(LogIndex firstIndex)
    {
        try
        {
            return _log.ReadSnapshot(firstIndex);
        }
        catch (StorageFailedException)
        {
            // Asked for again at the next tick.
            return null;
        }
    }

    private void SnapshotIsRead(LogSnapshot? snapshot)
    {
        _isReadingSnapshot = false;
        if (snapshot is null || snapshot.LastIndex > _commitIndex || snapshot.LastIndex < _log.FirstIndex - 1) return;
        if (snapshot.LastTerm != _log.TermAt(snapshot.LastIndex)) return;
        _outgoingBytes = snapshot.Encode(Id);
        if (_outgoing?.LastIndex == snapshot.LastIndex) return;
        _outgoing = new SnapshotDescriptor(
            snapshot.LastIndex, snapshot.LastTerm, snapshot.EndOffset, ConfigurationOf(snapshot), _outgoingBytes.Length);
        _node.SnapshotTaken(_outgoing);
    }

    private RaftConfiguration ConfigurationOf(LogSnapshot snapshot)
    {
        if (snapshot.Configurations.Count == 0) return _initialConfiguration;
        return RaftConfiguration.TryRead(snapshot.Configurations[^1].Bytes.Span, out var configuration) && configuration is not null
            ? configuration
            : throw new InvalidDataException($"The configuration of the snapshot at {snapshot.LastIndex} cannot be read by this version of RaftLog.");
    }

    private void SendChunk(in RaftMessage message)
    {
        if (message.Snapshot is not { } snapshot || _outgoing is null || snapshot != _outgoing)
        {
            _unavailable.Add(message.To);
            return;
        }

        if (_outgoingBytes.Length == 0)
        {
            // Let go of with an earlier leadership; the core asks for the same chunk again when no answer comes.
            TakeSnapshot();
            return;
        }

        var chunk = _services.Payloads.Copy(_outgoingBytes.AsSpan(checked((int)message.SnapshotOffset), message.SnapshotLength));
        _services.Transport.Send(Id, message with { Chunk = chunk }, _entries);
        chunk.Release();
    }

    private void ReportUnavailableSnapshots()
    {
        foreach (var node in _unavailable) _node.SnapshotUnavailable(node);
        _unavailable.Clear();
    }

    private void WriteChunks(ReadOnlySpan<SnapshotChunk> chunks)
    {
        foreach (ref readonly var chunk in chunks)
        {
            chunk.Bytes?.AddReference();
            RunIncoming(new WriteChunkJob(this, chunk));
        }
    }

    private void ReadReceivedSnapshot(SnapshotDescriptor snapshot) => RunIncoming(new CompleteSnapshotJob(this, snapshot));

    /// <summary>One at a time, in order, whatever the number of I/O threads.</summary>
    private void RunIncoming(IIoJob job)
    {
        _incomingJobs.Enqueue(job);
        if (_incomingJobs.Count == 1) RunNextIncoming();
    }

    private void RunNextIncoming()
    {
        // A refused job is as a disk that fails: it is tried again with the next tick of the leader's retries.
        while (_incomingJobs.TryPeek(out var job) && !_services.Io.TryRun(job))
        {
            _incomingJobs.Dequeue();
            ((IRefusable)job).Refused();
        }
    }

    private void IncomingJobIsDone()
    {
        _incomingJobs.Dequeue();
        RunNextIncoming();
    }

    private void InstallSnapshot(SnapshotDescriptor descriptor, LogSnapshot? snapshot)
    {
        if (snapshot is null || snapshot.LastIndex != descriptor.LastIndex || snapshot.LastTerm != descriptor.LastTerm
            || snapshot.EndOffset != descriptor.EndOffset)
        {
            _node.SnapshotInstallFailed(descriptor);
            return;
        }

        _installing = descriptor;
        _log.ResetTo(snapshot, NowMs);
        _state.Restore(snapshot.LastIndex, snapshot.State.Span);
        _replayedIndex = _recoveredEnd = snapshot.LastIndex;
        _uncommitted.Clear();
    }

    /// <summary>The log is empty behind the snapshot, durably.</summary>
    private void SnapshotIsInForce()
    {
        var snapshot = _installing!;
        _installing = null;
        _node.SnapshotInstalled(snapshot);
        Commit(snapshot.LastIndex);
    }

    private interface IRefusable
    {
        void Refused();
    }

    private sealed class WriteChunkJob(RaftGroup group, SnapshotChunk chunk) : GroupOperation, IIoJob, IRefusable
    {
        private bool _isWritten;

        public void Run()
        {
            try
            {
                group._incoming.Write(chunk.Offset, chunk.Bytes is null ? default : chunk.Bytes.Span);
                _isWritten = true;
            }
            catch (DiskException)
            {
                // The leader begins again; a disk that stays broken shows in the log.
            }

            group.Post(this);
        }

        public void Refused()
        {
            chunk.Bytes?.Release();
            group._node.SnapshotInstallFailed(chunk.Snapshot);
        }

        internal override void Execute(RaftGroup owner)
        {
            chunk.Bytes?.Release();
            owner.IncomingJobIsDone();
            if (_isWritten) owner._node.SnapshotChunkWritten(chunk);
            else owner._node.SnapshotInstallFailed(chunk.Snapshot);
        }

        internal override void Abandon(RaftGroup owner) => chunk.Bytes?.Release();
    }

    private sealed class CompleteSnapshotJob(RaftGroup group, SnapshotDescriptor descriptor) : GroupOperation, IIoJob, IRefusable
    {
        private LogSnapshot? _snapshot;

        public void Run()
        {
            try
            {
                _snapshot = group._incoming.Complete(descriptor.Length);
            }
            catch (DiskException)
            {
                // As a snapshot that did not arrive whole.
            }

            group.Post(this);
        }

        public void Refused() => group._node.SnapshotInstallFailed(descriptor);

        internal override void Execute(RaftGroup owner)
        {
            owner.IncomingJobIsDone();
            owner.InstallSnapshot(descriptor, _snapshot);
        }

        internal override void Abandon(RaftGroup owner)
        {
        }
    }

    private sealed class SnapshotReadOperation(LogSnapshot? snapshot) : GroupOperation
    {
        internal override void Execute(RaftGroup group) => group.SnapshotIsRead(snapshot);

        internal override void Abandon(RaftGroup group)
        {
        }
    }
}
