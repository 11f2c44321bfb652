namespace RaftLog.Server;

/// <summary>A broker could not start. The message says what, where and what to do.</summary>
public sealed class BrokerStartException(string message, Exception? inner = null) : Exception(message, inner);
