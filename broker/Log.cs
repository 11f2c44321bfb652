using Microsoft.Extensions.Logging;

namespace RaftLog.Broker;

/// <summary>The log lines of the executable: event ids 1 to 99.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "starting version={Version} dataDir={DataDir} pid={ProcessId}")]
    public static partial void Starting(ILogger logger, string version, string dataDir, int processId);

    [LoggerMessage(2, LogLevel.Warning, "{Warning}")]
    public static partial void ConfigurationWarning(ILogger logger, string warning);

    [LoggerMessage(3, LogLevel.Information, "ready kafka={Kafka} startup={StartupMs} ms")]
    public static partial void Ready(ILogger logger, string kafka, int startupMs);

    [LoggerMessage(4, LogLevel.Information, "metrics: {AdminUrl}/metrics  health: {AdminUrl}/readyz?verbose")]
    public static partial void FirstStartUrls(ILogger logger, string adminUrl);

    [LoggerMessage(5, LogLevel.Information, "try it: echo hello | kcat -b {Kafka} -P -t greetings && kcat -b {Kafka} -C -t greetings -e")]
    public static partial void FirstStartTryIt(ILogger logger, string kafka);

    [LoggerMessage(6, LogLevel.Information, "asked to stop, draining for at most {DrainSeconds} s")]
    public static partial void Draining(ILogger logger, int drainSeconds);

    [LoggerMessage(7, LogLevel.Information, "stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "not everything was finished after {Seconds} s; stopping anyway")]
    public static partial void DrainTimedOut(ILogger logger, int seconds);

    [LoggerMessage(9, LogLevel.Error, "draining failed; stopping anyway")]
    public static partial void DrainFailed(ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Debug, "the cause of the failure that was told on stderr")]
    public static partial void FailureCause(ILogger logger, Exception exception);
}
