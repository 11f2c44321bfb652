namespace RaftLog.Protocol.Messages;

/// <summary>DescribeCluster (key 60), request, versions 0-2. Asks for the cluster's id, controller and brokers.</summary>
[KafkaMessage(ApiKey.DescribeCluster, MessageKind.Request, "0-2", Flexible = "0+")]
public sealed partial class DescribeClusterRequest
{
    [Field("0+")]
    public partial bool IncludeClusterAuthorizedOperations { get; set; }

    [Field("1+", Default = 1)]
    public partial sbyte EndpointType { get; set; }

    [Field("2+")]
    public partial bool IncludeFencedBrokers { get; set; }
}

/// <summary>DescribeCluster (key 60), response, versions 0-2. The cluster as the answering broker sees it.</summary>
[KafkaMessage(ApiKey.DescribeCluster, MessageKind.Response, "0-2", Flexible = "0+")]
public sealed partial class DescribeClusterResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }

    [Field("1+", Default = 1)]
    public partial sbyte EndpointType { get; set; }

    [Field("0+")]
    public partial string ClusterId { get; set; }

    [Field("0+", Default = -1)]
    public partial int ControllerId { get; set; }

    [Field("0+")]
    public partial List<DescribeClusterBroker> Brokers { get; set; }

    [Field("0+", Default = int.MinValue)]
    public partial int ClusterAuthorizedOperations { get; set; }

    public sealed partial class DescribeClusterBroker
    {
        [Field("0+")]
        public partial int BrokerId { get; set; }

        [Field("0+")]
        public partial string Host { get; set; }

        [Field("0+")]
        public partial int Port { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? Rack { get; set; }

        [Field("2+")]
        public partial bool IsFenced { get; set; }
    }
}
