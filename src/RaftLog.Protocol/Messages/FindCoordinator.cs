namespace RaftLog.Protocol.Messages;

/// <summary>FindCoordinator (key 10), request, versions 0-6. Asks which broker coordinates a group or a transactional
/// id.</summary>
[KafkaMessage(ApiKey.FindCoordinator, MessageKind.Request, "0-6", Flexible = "3+")]
public sealed partial class FindCoordinatorRequest
{
    [Field("0-3")]
    public partial string Key { get; set; }

    [Field("1+")]
    public partial sbyte KeyType { get; set; }

    [Field("4+")]
    public partial List<string> CoordinatorKeys { get; set; }
}

/// <summary>FindCoordinator (key 10), response, versions 0-6. The coordinator, or from v4 one per key.</summary>
[KafkaMessage(ApiKey.FindCoordinator, MessageKind.Response, "0-6", Flexible = "3+")]
public sealed partial class FindCoordinatorResponse
{
    [Field("1+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0-3")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("1-3", Nullable = "1-3")]
    public partial string? ErrorMessage { get; set; }

    [Field("0-3")]
    public partial int NodeId { get; set; }

    [Field("0-3")]
    public partial string Host { get; set; }

    [Field("0-3")]
    public partial int Port { get; set; }

    [Field("4+")]
    public partial List<Coordinator> Coordinators { get; set; }

    public sealed partial class Coordinator
    {
        [Field("4+")]
        public partial string Key { get; set; }

        [Field("4+")]
        public partial int NodeId { get; set; }

        [Field("4+")]
        public partial string Host { get; set; }

        [Field("4+")]
        public partial int Port { get; set; }

        [Field("4+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("4+", Nullable = "4+")]
        public partial string? ErrorMessage { get; set; }
    }
}
