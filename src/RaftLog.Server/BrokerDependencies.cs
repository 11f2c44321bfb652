using Microsoft.Extensions.Logging;

namespace RaftLog.Server;

/// <summary>What a broker takes from its host.</summary>
public sealed class BrokerDependencies
{
    /// <summary>Where logs go; nowhere when null.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock; the system's when null.</summary>
    public TimeProvider? Time { get; init; }
}
