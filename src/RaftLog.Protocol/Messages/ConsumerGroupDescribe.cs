namespace RaftLog.Protocol.Messages;

/// <summary>ConsumerGroupDescribe (key 69), request, versions 0-1. Asks for the state and members of KIP-848 groups.</summary>
[KafkaMessage(ApiKey.ConsumerGroupDescribe, MessageKind.Request, "0-1", Flexible = "0+")]
public sealed partial class ConsumerGroupDescribeRequest
{
    [Field("0+")]
    public partial List<string> GroupIds { get; set; }

    [Field("0+")]
    public partial bool IncludeAuthorizedOperations { get; set; }
}

/// <summary>ConsumerGroupDescribe (key 69), response, versions 0-1. Members with current and target assignments.</summary>
[KafkaMessage(ApiKey.ConsumerGroupDescribe, MessageKind.Response, "0-1", Flexible = "0+")]
public sealed partial class ConsumerGroupDescribeResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<DescribedGroup> Groups { get; set; }

    public sealed partial class DescribedGroup
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }

        [Field("0+")]
        public partial string GroupId { get; set; }

        [Field("0+")]
        public partial string GroupState { get; set; }

        [Field("0+")]
        public partial int GroupEpoch { get; set; }

        [Field("0+")]
        public partial int AssignmentEpoch { get; set; }

        [Field("0+")]
        public partial string AssignorName { get; set; }

        [Field("0+")]
        public partial List<Member> Members { get; set; }

        [Field("0+", Default = int.MinValue)]
        public partial int AuthorizedOperations { get; set; }
    }

    public sealed partial class Member
    {
        [Field("0+")]
        public partial string MemberId { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? InstanceId { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? RackId { get; set; }

        [Field("0+")]
        public partial int MemberEpoch { get; set; }

        [Field("0+")]
        public partial string ClientId { get; set; }

        [Field("0+")]
        public partial string ClientHost { get; set; }

        [Field("0+")]
        public partial List<string> SubscribedTopicNames { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? SubscribedTopicRegex { get; set; }

        [Field("0+")]
        public partial Assignment Assignment { get; set; }

        [Field("0+")]
        public partial Assignment TargetAssignment { get; set; }

        [Field("1+", Default = -1)]
        public partial sbyte MemberType { get; set; }
    }

    public sealed partial class Assignment
    {
        [Field("0+")]
        public partial List<TopicPartitions> TopicPartitions { get; set; }
    }

    public sealed partial class TopicPartitions
    {
        [Field("0+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial string TopicName { get; set; }

        [Field("0+")]
        public partial List<int> Partitions { get; set; }
    }
}
