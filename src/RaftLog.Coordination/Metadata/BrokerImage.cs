using System.Collections.Immutable;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata;

/// <summary>How clients of one listener reach a broker.</summary>
/// <param name="Listener">The listener's name; Metadata answers with the one the request came in on.</param>
/// <param name="Host">The advertised host; never a wildcard address.</param>
/// <param name="Port">The advertised port, 0-65535.</param>
/// <param name="SecurityProtocol">Kafka's name of it: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.</param>
public readonly record struct BrokerEndpoint(string Listener, string Host, int Port, string SecurityProtocol);

/// <summary>A registered broker. Immutable.</summary>
public sealed record BrokerImage
{
    /// <summary>Its number.</summary>
    public required NodeId Id { get; init; }

    /// <summary>The uuid of its data directory.</summary>
    public required Guid NodeUuid { get; init; }

    /// <summary>Its advertised endpoints, one per listener name.</summary>
    public required ImmutableArray<BrokerEndpoint> Endpoints { get; init; }

    /// <summary>Where it stands; null when not said.</summary>
    public string? Rack { get; init; }

    /// <summary>True when the controller has not heard from it: it gets no new replicas and no leadership by placement.</summary>
    public bool IsFenced { get; init; }

    /// <summary>The oldest format level it can run.</summary>
    public required int FormatLevelMin { get; init; }

    /// <summary>The newest format level it can run.</summary>
    public required int FormatLevelMax { get; init; }

    /// <summary>As a Raft member.</summary>
    public ReplicaIdentity Identity => new(Id, NodeUuid);

    /// <summary>The endpoint of a listener, or null when this broker has none of that name.</summary>
    public BrokerEndpoint? FindEndpoint(string listener)
    {
        foreach (var endpoint in Endpoints)
        {
            if (endpoint.Listener == listener) return endpoint;
        }

        return null;
    }
}
