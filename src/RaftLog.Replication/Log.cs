using Microsoft.Extensions.Logging;
using RaftLog.Primitives;
using RaftLog.Raft;

namespace RaftLog.Replication;

/// <summary>What replication writes to the log. Event ids 2000-2999.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Debug, "raft[{Group}] {Role} term={Term} leader={Leader}")]
    internal static partial void RoleChanged(ILogger logger, RaftGroupId group, RaftRole role, Term term, NodeId leader);

    [LoggerMessage(2001, LogLevel.Critical, "raft[{Group}] stopped: its state contradicts itself or could not be carried out")]
    internal static partial void GroupFailed(ILogger logger, RaftGroupId group, Exception exception);

    [LoggerMessage(2002, LogLevel.Error, "raft[{Group}] failed: the disk refused a write or a sync; the replica serves nothing until the broker is restarted")]
    internal static partial void StorageFailed(ILogger logger, RaftGroupId group, Exception exception);

    [LoggerMessage(2003, LogLevel.Warning, "raft[{Group}] disk full: writes are refused until there is room, reads go on")]
    internal static partial void DiskFull(ILogger logger, RaftGroupId group);

    [LoggerMessage(2004, LogLevel.Information, "raft[{Group}] disk has room again: writes resume")]
    internal static partial void DiskHasRoom(ILogger logger, RaftGroupId group);

    [LoggerMessage(2005, LogLevel.Error, "raft[{Group}] damaged: {Reason}; the replica is kept as it is and not served")]
    internal static partial void ReplicaDamaged(ILogger logger, RaftGroupId group, string reason);

    [LoggerMessage(2006, LogLevel.Warning, "raft[{Group}] recovered with a torn tail: {Bytes} bytes that were never acknowledged were cut off")]
    internal static partial void TornTail(ILogger logger, RaftGroupId group, long bytes);

    [LoggerMessage(2007, LogLevel.Warning, "Free disk space {Free} bytes is below the reserve of {Reserve} bytes: produces are refused until there is room")]
    internal static partial void DiskReserveReached(ILogger logger, long free, long reserve);

    [LoggerMessage(2008, LogLevel.Information, "Free disk space {Free} bytes is above the reserve again: produces are accepted")]
    internal static partial void DiskReserveRestored(ILogger logger, long free);

    [LoggerMessage(2009, LogLevel.Warning, "The wall clock moved {Deviation} against the monotonic clock: nothing is deleted by age until the broker is restarted or the clock is back")]
    internal static partial void ClockDeviates(ILogger logger, TimeSpan deviation);

    [LoggerMessage(2011, LogLevel.Error, "{Partition} could not be read at offset {Offset}")]
    internal static partial void ReadFailed(ILogger logger, TopicPartition partition, Offset offset, Exception exception);

    [LoggerMessage(2012, LogLevel.Error, "raft[{Group}] acknowledges from memory and the machine went down without a clean stop: records acknowledged before may be missing after offset {EndOffset}")]
    internal static partial void MayHaveLostAcknowledged(ILogger logger, RaftGroupId group, Offset endOffset);

    [LoggerMessage(2010, LogLevel.Information, "The wall clock agrees with the monotonic clock again: retention by age resumes")]
    internal static partial void ClockAgrees(ILogger logger);
}
