namespace RaftLog.Server.Configuration;

/// <summary>The <c>cluster</c> section.</summary>
public sealed class ClusterOptions
{
    /// <summary>A name for people: it appears in logs.</summary>
    public string Name { get; set; } = "raftlog";

    /// <summary>The cluster id this broker insists on; null takes the one in the data directory, or a new one when there is none.</summary>
    public string? Id { get; set; }

    /// <summary>How often a node that leads groups tells the others that it lives.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The least silence after which a replica campaigns; randomized up to twice this.</summary>
    public TimeSpan ElectionTimeout { get; set; } = TimeSpan.FromMilliseconds(600);

    /// <summary>Where other brokers connect. A broker that is alone does not open it.</summary>
    public PeerListenerOptions Listener { get; set; } = new();

    /// <summary>The brokers that form the cluster; empty for a broker that is alone. This version refuses more than one.</summary>
    public List<SeedOptions> Seeds { get; set; } = [];
}

/// <summary>The <c>cluster.listener</c> section.</summary>
public sealed class PeerListenerOptions
{
    /// <summary>The IP address to listen on, or <c>localhost</c>.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port, 0 to 65535; 0 picks a free one.</summary>
    public int Port { get; set; } = 9093;
}

/// <summary>One row of <c>cluster.seeds</c>.</summary>
public sealed class SeedOptions
{
    /// <summary>The <c>node.id</c> of the broker there.</summary>
    public int Id { get; set; }

    /// <summary><c>host:port</c> of its <c>cluster.listener</c>.</summary>
    public string Address { get; set; } = "";
}
