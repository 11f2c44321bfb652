using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;

namespace RaftLog.Server.Cluster;

/// <summary>The cluster's metadata as handlers see it: the committed image, and the way to have it changed.</summary>
internal interface IClusterMetadata
{
    /// <summary>The metadata as of the last committed entry. Immutable; take it once per request.</summary>
    MetadataImage Image { get; }

    /// <summary>Effective configurations on this broker.</summary>
    ConfigLookup Configs { get; }

    /// <summary>This broker.</summary>
    NodeId SelfId { get; }

    /// <summary>The cluster's id, 22 characters.</summary>
    string ClusterId { get; }

    /// <summary>The broker that leads the metadata group; <see cref="NodeId.None"/> while none is known.</summary>
    NodeId Controller { get; }

    /// <summary>
    /// Has the controller decide. Completes when the decision is committed and this broker has applied it (its partitions are open and
    /// lead, as far as they do within a second).
    /// </summary>
    /// <exception cref="MetadataUnavailableException">No controller here and now; carries the error code to answer with.</exception>
    Task<TResult> DecideAsync<TResult>(Func<MetadataMachine, Decision<TResult>> decide, CancellationToken cancellationToken);

    /// <summary>
    /// Creates topics that clients asked for by name and that do not exist, when <c>auto.create.topics.enable</c> allows it. Requests for the
    /// same name share one creation.
    /// </summary>
    Task<IReadOnlyDictionary<string, CreateTopicResult>> AutoCreateAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken);

    /// <summary>A producer id nobody else has or will have (KP-38); -1 with an error when there is none to be had.</summary>
    ValueTask<(long ProducerId, ErrorCode Error)> NextProducerIdAsync(CancellationToken cancellationToken);

    /// <summary>A new topic's id: random and usable.</summary>
    Guid NewTopicId();
}
