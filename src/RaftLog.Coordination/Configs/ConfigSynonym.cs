namespace RaftLog.Coordination.Configs;

/// <summary>The name under which a broker states the default of a topic config.</summary>
/// <param name="BrokerName">The broker config, such as <c>log.retention.hours</c>.</param>
/// <param name="Multiplier">What its value is multiplied by to get the topic config's unit; 1 for the same unit.</param>
public readonly record struct ConfigSynonym(string BrokerName, long Multiplier = 1);
