using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;
using RaftLog.Storage.Log;

namespace RaftLog.Server.Handlers;

/// <summary>ListOffsets (key 2), versions 1-11.</summary>
/// <remarks>
/// Ends and starts come from memory; searches by timestamp read the log and run on threads that may block. v2 isolation level; v4 leader
/// epoch; v6 flexible; v7 largest timestamp; v8 local start; v9 tiered end; v11 earliest not yet tiered. There is no tiering: the
/// local start is the start, and nothing is tiered or pending. Divergences from Kafka: none.
/// </remarks>
internal sealed class ListOffsetsHandler(HandlerServices services) : RequestHandler<ListOffsetsRequest, ListOffsetsResponse>
{
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long MaxTimestamp = -3;
    private const long EarliestLocal = -4;
    private const long LatestTiered = -5;
    private const long EarliestPendingUpload = -6;

    /// <inheritdoc/>
    protected override void Handle(RequestContext context, ListOffsetsRequest request)
    {
        var search = new Search(this, context, request);
        if (!search.NeedsDisk) search.Execute();
        else if (!services.Blocking.TryRun(search)) context.Respond(Refuse(context, request, ErrorCode.RequestTimedOut));
    }

    /// <inheritdoc/>
    protected override ListOffsetsResponse Refuse(RequestContext context, ListOffsetsRequest request, ErrorCode error) =>
        Build(request, (_, _) => Failed(error));

    private static ListOffsetsResponse Build(
        ListOffsetsRequest request,
        Func<ListOffsetsRequest.ListOffsetsTopic, ListOffsetsRequest.ListOffsetsPartition, ListOffsetsResponse.ListOffsetsPartitionResponse> answer)
    {
        var response = new ListOffsetsResponse();
        foreach (var topic in request.Topics)
        {
            var rows = new ListOffsetsResponse.ListOffsetsTopicResponse { Name = topic.Name };
            foreach (var partition in topic.Partitions)
            {
                var row = answer(topic, partition);
                row.PartitionIndex = partition.PartitionIndex;
                rows.Partitions.Add(row);
            }

            response.Topics.Add(rows);
        }

        return response;
    }

    private static ListOffsetsResponse.ListOffsetsPartitionResponse Failed(ErrorCode error) =>
        new() { ErrorCode = error, Timestamp = -1, Offset = -1, LeaderEpoch = -1 };

    private static ListOffsetsResponse.ListOffsetsPartitionResponse At(Offset offset, long timestamp, Term epoch) =>
        new() { Timestamp = timestamp, Offset = offset.Value, LeaderEpoch = epoch.Value };

    /// <summary>The first version that has a special timestamp.</summary>
    private static short VersionOf(long timestamp) => timestamp switch
    {
        >= Earliest => 1,
        MaxTimestamp => 7,
        EarliestLocal => 8,
        LatestTiered => 9,
        EarliestPendingUpload => 11,
        _ => short.MaxValue,
    };

    private ListOffsetsResponse.ListOffsetsPartitionResponse Answer(
        RequestContext context, ListOffsetsRequest request, MetadataImage image, string topicName, ListOffsetsRequest.ListOffsetsPartition asked)
    {
        if (!services.Authorizer.Allows(context, AclOperation.Describe, AclResource.Topic, topicName))
            return Failed(ErrorCode.TopicAuthorizationFailed);
        if (!image.TryGetTopic(topicName, out var topic) || (uint)asked.PartitionIndex >= (uint)topic.Partitions.Length)
            return Failed(ErrorCode.UnknownTopicOrPartition);
        if (context.Version < VersionOf(asked.Timestamp)) return Failed(ErrorCode.UnsupportedVersion);
        if (!services.Partitions.TryGet(topic.GroupOf(asked.PartitionIndex), out var partition))
            return Failed(ErrorCode.NotLeaderOrFollower);
        var status = partition.Status;
        var error = Leadership.CheckEpoch(status, asked.CurrentLeaderEpoch);
        if (error == ErrorCode.None) error = Leadership.CheckLeader(status);
        if (error != ErrorCode.None) return Failed(error);
        if (!status.CanServe && asked.Timestamp is not (Earliest or EarliestLocal or LatestTiered))
            return Failed(context.Version >= 5 ? ErrorCode.OffsetNotAvailable : ErrorCode.LeaderNotAvailable);
        try
        {
            return Find(partition, status, asked.Timestamp, request.IsolationLevel == 1);
        }
        catch (Exception e) when (e is StorageFailedException or LogCorruptException)
        {
            // The replica has failed itself; the client is told to look for another leader.
            return Failed(ErrorCode.KafkaStorageError);
        }
    }

    private static ListOffsetsResponse.ListOffsetsPartitionResponse Find(
        Partition partition, in PartitionStatus status, long timestamp, bool onlyStable)
    {
        switch (timestamp)
        {
            case Latest:
                return At(onlyStable ? status.LastStableOffset : status.HighWatermark, -1, status.LeaderEpoch);
            case Earliest or EarliestLocal:
                return At(status.LogStartOffset, -1, partition.EpochAt(status.LogStartOffset));
            case LatestTiered:
                return Failed(ErrorCode.None);
            case EarliestPendingUpload:
                return Failed(ErrorCode.None);
        }

        var found = timestamp == MaxTimestamp ? partition.FindMaxTimestamp() : partition.FindByTimestamp(timestamp, onlyStable);

        // What is found above the reader's end is not there for it.
        var end = onlyStable ? status.LastStableOffset : status.HighWatermark;
        return found is { } record && record.Offset < end
            ? At(record.Offset, record.TimestampMs, record.LeaderEpoch)
            : Failed(ErrorCode.None);
    }

    /// <summary>One request, on this thread or on one that may block.</summary>
    private sealed class Search(ListOffsetsHandler handler, RequestContext context, ListOffsetsRequest request) : IThreadPoolWorkItem
    {
        private readonly HashSet<TopicPartition> _repeated = FindRepeated(request);

        internal bool NeedsDisk
        {
            get
            {
                foreach (var topic in request.Topics)
                {
                    foreach (var partition in topic.Partitions)
                    {
                        if (partition.Timestamp is >= 0 or MaxTimestamp) return true;
                    }
                }

                return false;
            }
        }

        public void Execute()
        {
            try
            {
                var image = handler.Services.Cluster.Image;
                context.Respond(Build(request, (topic, partition) => Answer(image, topic, partition)));
            }
#pragma warning disable CA1031 // The request's one seam on the thread it continues on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Connections.Log.RequestFailed(handler.Services.Logger, context.Api, context.Version, context.Client.Address, e);
                HandlerFailure.Answer(handler, context, request);
            }
        }

        private ListOffsetsResponse.ListOffsetsPartitionResponse Answer(
            MetadataImage image, ListOffsetsRequest.ListOffsetsTopic topic, ListOffsetsRequest.ListOffsetsPartition partition)
        {
            // KP-4: which of two questions about one partition is meant cannot be known.
            var row = _repeated.Contains(new TopicPartition(topic.Name, partition.PartitionIndex))
                ? Failed(ErrorCode.InvalidRequest)
                : handler.Answer(context, request, image, topic.Name, partition);
            context.Note(row.ErrorCode);
            return row;
        }

        private static HashSet<TopicPartition> FindRepeated(ListOffsetsRequest request)
        {
            HashSet<TopicPartition> seen = [];
            HashSet<TopicPartition> repeated = [];
            foreach (var topic in request.Topics)
            {
                foreach (var partition in topic.Partitions)
                {
                    var key = new TopicPartition(topic.Name, partition.PartitionIndex);
                    if (!seen.Add(key)) repeated.Add(key);
                }
            }

            return repeated;
        }
    }

    private HandlerServices Services => services;
}
