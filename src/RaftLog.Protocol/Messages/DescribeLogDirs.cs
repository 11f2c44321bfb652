namespace RaftLog.Protocol.Messages;

/// <summary>DescribeLogDirs (key 35), request, versions 1-4. Asks how much each replica takes on disk.</summary>
[KafkaMessage(ApiKey.DescribeLogDirs, MessageKind.Request, "1-4", Flexible = "2+")]
public sealed partial class DescribeLogDirsRequest
{
    /// <summary>Null: all of them.</summary>
    [Field("0+", Nullable = "0+")]
    public partial List<DescribableLogDirTopic>? Topics { get; set; }

    public sealed partial class DescribableLogDirTopic
    {
        [Field("0+")]
        public partial string Topic { get; set; }

        [Field("0+")]
        public partial List<int> Partitions { get; set; }
    }
}

/// <summary>DescribeLogDirs (key 35), response, versions 1-4. Sizes by directory, topic and partition.</summary>
[KafkaMessage(ApiKey.DescribeLogDirs, MessageKind.Response, "1-4", Flexible = "2+")]
public sealed partial class DescribeLogDirsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("3+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+")]
    public partial List<DescribeLogDirsResult> Results { get; set; }

    public sealed partial class DescribeLogDirsResult
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+")]
        public partial string LogDir { get; set; }

        [Field("0+")]
        public partial List<DescribeLogDirsTopic> Topics { get; set; }

        [Field("4+", Default = -1)]
        public partial long TotalBytes { get; set; }

        [Field("4+", Default = -1)]
        public partial long UsableBytes { get; set; }
    }

    public sealed partial class DescribeLogDirsTopic
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<DescribeLogDirsPartition> Partitions { get; set; }
    }

    public sealed partial class DescribeLogDirsPartition
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial long PartitionSize { get; set; }

        [Field("0+")]
        public partial long OffsetLag { get; set; }

        [Field("0+")]
        public partial bool IsFutureKey { get; set; }
    }
}
