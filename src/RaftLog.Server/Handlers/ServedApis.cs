using RaftLog.Protocol;
using RaftLog.Server.Handlers.Admin;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;
using static RaftLog.Server.Security.AclOperation;

namespace RaftLog.Server.Handlers;

/// <summary>The one list of what this broker serves. Adding an API starts with a row here; see the project's README.</summary>
internal static class ServedApis
{
    /// <summary>The table for a broker built from <paramref name="services"/>.</summary>
    internal static ApiTable Build(HandlerServices services)
    {
        ApiTable? table = null;
        table = new ApiTable(
        [
            Concurrent(ApiKey.Produce, new ProduceHandler(services), OnTopic(Write)),
            Concurrent(ApiKey.Fetch, new FetchHandler(services), OnTopic(Read)),
            Concurrent(ApiKey.ListOffsets, new ListOffsetsHandler(services), OnTopic(Describe)),
            Concurrent(ApiKey.Metadata, new MetadataHandler(services), OnTopic(Describe), OnTopic(Create), OnCluster(Create)),
            Concurrent(ApiKey.ApiVersions, new ApiVersionsHandler(services, () => table!)), // set before a request can come
            Concurrent(ApiKey.InitProducerId, new InitProducerIdHandler(services), OnCluster(IdempotentWrite), OnTopic(Write)),
            Concurrent(ApiKey.OffsetForLeaderEpoch, new OffsetForLeaderEpochHandler(services), OnTopic(Describe)),
            Concurrent(ApiKey.DescribeProducers, new DescribeProducersHandler(services), OnTopic(Read)),
            .. AdminApis.Rows(services),
        ]);
        return table;
    }

    private static AccessCheck OnTopic(AclOperation operation) => new(operation, AclResource.Topic);

    private static AccessCheck OnCluster(AclOperation operation) => new(operation, AclResource.Cluster);

    private static ServedApi Concurrent(ApiKey key, IRequestHandler handler, params AccessCheck[] checks) =>
        new(key, Apis.AdvertisedVersions(key), RequestOrder.Concurrent, checks, handler);
}
