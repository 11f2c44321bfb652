namespace RaftLog.Protocol.Messages;

/// <summary>Fetch (key 1), request, versions 4-16. Asks for records of partitions from given offsets; waits until enough
/// bytes are there.</summary>
/// <remarks>v4 isolation level; v7 fetch sessions (KIP-227); v9 leader epoch; v11 rack (KIP-392); v12 flexible, diverging
/// epochs; v13 names topics by id; v15 moves the replica id into a tag; v16 endpoints of new leaders.</remarks>
[KafkaMessage(ApiKey.Fetch, MessageKind.Request, "4-16", Flexible = "12+")]
public sealed partial class FetchRequest
{
    [Field("12+", Nullable = "12+", Tag = 0, Ignorable = true)]
    public partial string? ClusterId { get; set; }

    [Field("0-14", Default = -1)]
    public partial int ReplicaId { get; set; }

    [Field("15+", Tag = 1)]
    public partial ReplicaStateRow ReplicaState { get; set; }

    /// <summary>Milliseconds to wait for MinBytes.</summary>
    [Field("0+")]
    public partial int MaxWaitMs { get; set; }

    [Field("0+")]
    public partial int MinBytes { get; set; }

    [Field("3+", Default = int.MaxValue, Ignorable = true)]
    public partial int MaxBytes { get; set; }

    /// <summary>0: up to the high watermark; 1: up to the last stable offset.</summary>
    [Field("4+", Ignorable = true)]
    public partial sbyte IsolationLevel { get; set; }

    [Field("7+", Ignorable = true)]
    public partial int SessionId { get; set; }

    /// <summary>-1: no session; 0: open one; above: continue the session named by the id (KIP-227).</summary>
    [Field("7+", Default = -1, Ignorable = true)]
    public partial int SessionEpoch { get; set; }

    [Field("0+")]
    public partial List<FetchTopic> Topics { get; set; }

    [Field("7+")]
    public partial List<ForgottenTopic> ForgottenTopicsData { get; set; }

    [Field("11+", Ignorable = true)]
    public partial string RackId { get; set; }

    public sealed partial class ReplicaStateRow
    {
        [Field("15+", Default = -1)]
        public partial int ReplicaId { get; set; }

        [Field("15+", Default = -1)]
        public partial long ReplicaEpoch { get; set; }
    }

    public sealed partial class FetchTopic
    {
        [Field("0-12", Ignorable = true)]
        public partial string Topic { get; set; }

        [Field("13+", Ignorable = true)]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial List<FetchPartition> Partitions { get; set; }
    }

    public sealed partial class ForgottenTopic
    {
        [Field("7-12", Ignorable = true)]
        public partial string Topic { get; set; }

        [Field("13+", Ignorable = true)]
        public partial Guid TopicId { get; set; }

        [Field("7+")]
        public partial List<int> Partitions { get; set; }
    }

    public sealed partial class FetchPartition
    {
        [Field("0+")]
        public partial int Partition { get; set; }

        /// <summary>-1 skips the fencing check (KIP-320).</summary>
        [Field("9+", Default = -1, Ignorable = true)]
        public partial int CurrentLeaderEpoch { get; set; }

        [Field("0+")]
        public partial long FetchOffset { get; set; }

        [Field("12+", Default = -1)]
        public partial int LastFetchedEpoch { get; set; }

        [Field("5+", Default = -1, Ignorable = true)]
        public partial long LogStartOffset { get; set; }

        [Field("0+")]
        public partial int PartitionMaxBytes { get; set; }
    }
}

/// <summary>Fetch (key 1), response, versions 4-16. Records per partition, with the high watermark and the aborted
/// transactions a reader must skip.</summary>
[KafkaMessage(ApiKey.Fetch, MessageKind.Response, "4-16", Flexible = "12+")]
public sealed partial class FetchResponse
{
    [Field("1+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("7+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("7+")]
    public partial int SessionId { get; set; }

    [Field("0+")]
    public partial List<FetchableTopicResponse> Responses { get; set; }

    [Field("16+", Tag = 0)]
    public partial List<NodeEndpoint> NodeEndpoints { get; set; }

    public sealed partial class FetchableTopicResponse
    {
        [Field("0-12")]
        public partial string Topic { get; set; }

        [Field("13+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial List<PartitionData> Partitions { get; set; }
    }

    public sealed partial class NodeEndpoint
    {
        [Field("16+")]
        public partial int NodeId { get; set; }

        [Field("16+")]
        public partial string Host { get; set; }

        [Field("16+")]
        public partial int Port { get; set; }

        [Field("16+", Nullable = "16+")]
        public partial string? Rack { get; set; }
    }

    public sealed partial class PartitionData
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        /// <summary>Exclusive end of what is committed.</summary>
        [Field("0+")]
        public partial long HighWatermark { get; set; }

        /// <summary>Exclusive end of what a read-committed consumer may see.</summary>
        [Field("4+", Default = -1)]
        public partial long LastStableOffset { get; set; }

        [Field("5+", Default = -1)]
        public partial long LogStartOffset { get; set; }

        [Field("12+", Tag = 0)]
        public partial EpochEndOffset DivergingEpoch { get; set; }

        [Field("12+", Tag = 1)]
        public partial LeaderIdAndEpoch CurrentLeader { get; set; }

        [Field("12+", Tag = 2)]
        public partial SnapshotId SnapshotId { get; set; }

        /// <summary>Null for read-uncommitted readers.</summary>
        [Field("4+", Nullable = "4+")]
        public partial List<AbortedTransaction>? AbortedTransactions { get; set; }

        [Field("11+", Default = -1)]
        public partial int PreferredReadReplica { get; set; }

        /// <summary>Whole batches; the first may begin before the offset asked for.</summary>
        [Field("0+", Nullable = "0+")]
        public partial WireRecords Records { get; set; }
    }

    public sealed partial class EpochEndOffset
    {
        [Field("12+", Default = -1)]
        public partial int Epoch { get; set; }

        [Field("12+", Default = -1)]
        public partial long EndOffset { get; set; }
    }

    public sealed partial class LeaderIdAndEpoch
    {
        [Field("12+", Default = -1)]
        public partial int LeaderId { get; set; }

        [Field("12+", Default = -1)]
        public partial int LeaderEpoch { get; set; }
    }

    public sealed partial class SnapshotId
    {
        [Field("0+", Default = -1)]
        public partial long EndOffset { get; set; }

        [Field("0+", Default = -1)]
        public partial int Epoch { get; set; }
    }

    public sealed partial class AbortedTransaction
    {
        [Field("4+")]
        public partial long ProducerId { get; set; }

        [Field("4+")]
        public partial long FirstOffset { get; set; }
    }
}
