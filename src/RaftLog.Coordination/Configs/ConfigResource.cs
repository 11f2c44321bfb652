namespace RaftLog.Coordination.Configs;

/// <summary>What kind of thing a config belongs to, numbered as on the wire. Other numbers are passed through.</summary>
public enum ConfigResourceType : sbyte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>A topic.</summary>
    Topic = 2,

    /// <summary>A broker by node id; the empty name is the default of all brokers.</summary>
    Broker = 4,

    /// <summary>The log levels of a broker.</summary>
    BrokerLogger = 8,

    /// <summary>A client metrics subscription.</summary>
    ClientMetrics = 16,

    /// <summary>A consumer group.</summary>
    Group = 32,
}

/// <summary>What a config belongs to: its kind and its name.</summary>
public readonly record struct ConfigResource(ConfigResourceType Type, string Name)
{
    /// <summary>A topic's configs.</summary>
    public static ConfigResource Topic(string name) => new(ConfigResourceType.Topic, name);

    /// <summary>The configs every broker of the cluster starts from.</summary>
    public static readonly ConfigResource DefaultBroker = new(ConfigResourceType.Broker, "");
}
