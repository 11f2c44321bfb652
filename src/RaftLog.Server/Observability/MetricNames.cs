namespace RaftLog.Server.Observability;

/// <summary>How numbers of the Kafka protocol are called in labels.</summary>
/// <param name="Apis">The name of each API key that is served (<c>Produce</c>); any other key is <c>unknown</c>.</param>
/// <param name="ErrorName">The name of a Kafka error code other than 0, as Kafka's documentation spells it (<c>NOT_LEADER_OR_FOLLOWER</c>).</param>
public sealed record MetricNames(IReadOnlyDictionary<short, string> Apis, Func<short, string> ErrorName);
