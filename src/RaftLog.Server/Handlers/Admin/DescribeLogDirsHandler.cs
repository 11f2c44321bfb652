using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>DescribeLogDirs (key 35), versions 1-4.</summary>
/// <remarks>One directory per broker. v2 flexible; v3 top-level error; v4 total and usable bytes. Divergences from Kafka: none.</remarks>
internal sealed class DescribeLogDirsHandler(HandlerServices services)
    : SyncRequestHandler<DescribeLogDirsRequest, DescribeLogDirsResponse>
{
    /// <inheritdoc/>
    protected override DescribeLogDirsResponse Answer(RequestContext context, DescribeLogDirsRequest request)
    {
        if (!services.Authorizer.Allows(context, AclOperation.Describe, AclResource.Cluster, IAuthorizer.ClusterName))
            return Refuse(context, request, ErrorCode.ClusterAuthorizationFailed);
        var (totalBytes, usableBytes) = services.LogDirectories.Space;
        var directory = new DescribeLogDirsResponse.DescribeLogDirsResult
        {
            LogDir = services.LogDirectories.Path,
            TotalBytes = totalBytes,
            UsableBytes = usableBytes,
        };
        var wanted = request.Topics?.SelectMany(static topic => topic.Partitions.Select(partition => (topic.Topic, partition))).ToHashSet();
        var replicas = services.LogDirectories.Partitions
            .Where(replica => wanted is null || wanted.Contains((replica.Name.Topic, replica.Name.Partition)))
            .OrderBy(static replica => replica.Name.Topic, StringComparer.Ordinal)
            .ThenBy(static replica => replica.Name.Partition);
        foreach (var replica in replicas)
        {
            if (directory.Topics.Count == 0 || directory.Topics[^1].Name != replica.Name.Topic)
                directory.Topics.Add(new DescribeLogDirsResponse.DescribeLogDirsTopic { Name = replica.Name.Topic });
            directory.Topics[^1].Partitions.Add(RowOf(replica));
        }

        return new DescribeLogDirsResponse { Results = [directory] };
    }

    /// <inheritdoc/>
    protected override DescribeLogDirsResponse Refuse(RequestContext context, DescribeLogDirsRequest request, ErrorCode error)
    {
        context.Note(error);
        return new DescribeLogDirsResponse { ErrorCode = context.Version >= 3 ? error : ErrorCode.None };
    }

    private static DescribeLogDirsResponse.DescribeLogDirsPartition RowOf(Partition replica)
    {
        var status = replica.Status;
        return new DescribeLogDirsResponse.DescribeLogDirsPartition
        {
            PartitionIndex = replica.Name.Partition,
            PartitionSize = replica.SizeInBytes,
            OffsetLag = status.IsLeader ? 0 : Math.Max(status.HighWatermark - status.LogEndOffset, 0),
        };
    }
}
