using Microsoft.Extensions.Logging;

namespace RaftLog.Server.Hosting;

/// <summary>What the host writes to the log. Event ids 4000-4099.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Error, "{Topic}-{Partition} could not be brought in line with the metadata")]
    internal static partial void PartitionNotApplied(ILogger logger, string topic, int partition, Exception exception);

    [LoggerMessage(4001, LogLevel.Information, "Formed cluster {ClusterId} with node {NodeId}")]
    internal static partial void Formed(ILogger logger, string clusterId, int nodeId);

    [LoggerMessage(4002, LogLevel.Information, "Recovered {Partitions} partitions in {Elapsed}")]
    internal static partial void Recovered(ILogger logger, int partitions, TimeSpan elapsed);

    [LoggerMessage(4003, LogLevel.Information, "Stopped; every log is flushed")]
    internal static partial void Stopped(ILogger logger);

    [LoggerMessage(4004, LogLevel.Warning, "Stopping took longer than the drain of {Drain}; what was not finished will be recovered at the next start")]
    internal static partial void DrainTooLong(ILogger logger, TimeSpan drain);

    [LoggerMessage(4005, LogLevel.Warning, "Listener {Name} on {EndPoint} is open to other machines and asks nobody who they are")]
    internal static partial void ListenerIsOpen(ILogger logger, string name, string endPoint);

    [LoggerMessage(4006, LogLevel.Error, "A {Work} on a thread of its own broke its promise and threw")]
    internal static partial void EscapedException(ILogger logger, string work, Exception exception);
}
