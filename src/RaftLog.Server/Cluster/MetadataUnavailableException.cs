using RaftLog.Protocol;

namespace RaftLog.Server.Cluster;

/// <summary>The controller could not take a decision here and now. Blast radius: the request, which is answered with the error.</summary>
internal sealed class MetadataUnavailableException(ErrorCode error)
    : Exception($"The cluster's metadata cannot be changed on this broker at the moment: {error}.")
{
    /// <summary>What to tell the client: NOT_CONTROLLER or KAFKA_STORAGE_ERROR, both retriable.</summary>
    internal ErrorCode Error { get; } = error;
}
