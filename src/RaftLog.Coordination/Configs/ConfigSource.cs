namespace RaftLog.Coordination.Configs;

/// <summary>Where a config's value comes from, numbered as DescribeConfigs reports it.</summary>
public enum ConfigSource : sbyte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>Set on the topic itself, even if to the default.</summary>
    TopicOverride = 1,

    /// <summary>Set dynamically for this broker.</summary>
    DynamicBroker = 2,

    /// <summary>Set dynamically for all brokers of the cluster.</summary>
    DynamicDefaultBroker = 3,

    /// <summary>Set in the broker's own configuration (broker.yaml, environment, command line).</summary>
    StaticBroker = 4,

    /// <summary>The default of this release.</summary>
    Default = 5,
}
