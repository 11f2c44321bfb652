using System.Net;
using Microsoft.Extensions.Logging;
using RaftLog.Protocol;

namespace RaftLog.Server.Connections;

/// <summary>Log lines of the connection layer; event ids 5000-5099.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Debug, "{Address} connected to listener {Listener}.")]
    internal static partial void ConnectionOpened(ILogger logger, IPEndPoint address, string listener);

    [LoggerMessage(5001, LogLevel.Debug, "{Address} disconnected: {End}.")]
    internal static partial void ConnectionClosed(ILogger logger, IPEndPoint address, ConnectionEnd end);

    [LoggerMessage(5002, LogLevel.Warning, "Refused a connection from {Address} on listener {Listener}: the limit {Limit} is reached ({Suppressed} similar lines left out).")]
    internal static partial void ConnectionRefused(ILogger logger, IPEndPoint address, string listener, string limit, int suppressed);

    [LoggerMessage(5003, LogLevel.Debug, "Closing {Address} on listener {Listener}: it sent {Problem}.")]
    internal static partial void ProtocolViolated(ILogger logger, IPEndPoint address, string listener, string problem);

    [LoggerMessage(5004, LogLevel.Warning, "Closed {Address} on listener {Listener}: it sent {Problem} ({Suppressed} similar lines left out).")]
    internal static partial void ProtocolViolatedWarning(ILogger logger, IPEndPoint address, string listener, string problem, int suppressed);

    [LoggerMessage(5005, LogLevel.Debug, "Closing {Address}: {What}.")]
    internal static partial void ConnectionTimedOut(ILogger logger, IPEndPoint address, string what);

    [LoggerMessage(5006, LogLevel.Error, "The connection of {Address} failed.")]
    internal static partial void ConnectionFailed(ILogger logger, IPEndPoint address, Exception exception);

    [LoggerMessage(5007, LogLevel.Error, "An answer to {Address} could not be written; the connection is closed.")]
    internal static partial void AnswerFailed(ILogger logger, IPEndPoint address, Exception exception);

    [LoggerMessage(5008, LogLevel.Error, "{Api} version {Version} of {Address} failed.")]
    internal static partial void RequestFailed(ILogger logger, ApiKey api, short version, IPEndPoint address, Exception exception);

    [LoggerMessage(5009, LogLevel.Warning, "Cutting off {Connections} connections that did not finish in time.")]
    internal static partial void DrainCutOff(ILogger logger, int connections);
}
