namespace RaftLog.Server.Configuration;

/// <summary>The <c>metrics</c> section.</summary>
public sealed class MetricsOptions
{
    /// <summary>Whether each partition has series of its own. Switch it off when a broker carries tens of thousands.</summary>
    public bool PerPartition { get; set; } = true;
}
