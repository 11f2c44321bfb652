namespace RaftLog.Server.Observability;

/// <summary>What the health endpoints ask the broker. Answers come from memory: no I/O, no waiting.</summary>
public interface IBrokerHealth
{
    /// <summary>Where the broker is in its life.</summary>
    BrokerState State { get; }

    /// <summary>What has to hold before clients can be served, each with its outcome. Any thread may ask at any time.</summary>
    IReadOnlyList<HealthCheck> Checks();
}

/// <summary>The life of a broker.</summary>
public enum BrokerState
{
    /// <summary>Recovering logs, electing leaders, opening listeners.</summary>
    Starting,

    /// <summary>Serving clients.</summary>
    Ready,

    /// <summary>Finishing what was begun; new work goes elsewhere.</summary>
    Draining,
}

/// <summary>One condition of readiness.</summary>
/// <param name="Name">A short stable name: <c>storage</c>, <c>metadata</c>, <c>listeners</c>.</param>
/// <param name="IsPassed">Whether it holds.</param>
/// <param name="Detail">One clause for a person: what it waits for or what it found.</param>
public readonly record struct HealthCheck(string Name, bool IsPassed, string Detail);
