using Microsoft.Extensions.Logging;
using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Storage.Node;
using RaftLog.Transport;

namespace RaftLog.Replication.Groups;

/// <summary>What all groups of one broker share.</summary>
internal sealed class ReplicationServices
{
    private volatile bool _refusesWrites;
    private volatile bool _isClockUntrusted;

    internal required StateJournal Journal { get; init; }

    internal required IPeerTransport Transport { get; init; }

    /// <summary>Where snapshots are read and written.</summary>
    internal required IIoScheduler Io { get; init; }

    internal required IRandom Random { get; init; }

    internal required TimeProvider Time { get; init; }

    internal required PayloadPool Payloads { get; init; }

    internal required ILogger Logger { get; init; }

    internal DeferredListPool DeferredLists { get; } = new();

    /// <summary>True while the disk has less room than the reserve: produces are refused before the disk is really full.</summary>
    internal bool RefusesWrites
    {
        get => _refusesWrites;
        set => _refusesWrites = value;
    }

    /// <summary>False after the wall clock jumped against the monotonic one: nothing is deleted by age until it agrees again.</summary>
    internal bool IsClockTrusted
    {
        get => !_isClockUntrusted;
        set => _isClockUntrusted = !value;
    }
}
