namespace RaftLog.Protocol.Messages;

/// <summary>DescribeTransactions (key 65), request, version 0. Asks for the state of transactions.</summary>
[KafkaMessage(ApiKey.DescribeTransactions, MessageKind.Request, "0", Flexible = "0+")]
public sealed partial class DescribeTransactionsRequest
{
    [Field("0+")]
    public partial List<string> TransactionalIds { get; set; }
}

/// <summary>DescribeTransactions (key 65), response, version 0. State and partitions of each transactional id.</summary>
[KafkaMessage(ApiKey.DescribeTransactions, MessageKind.Response, "0", Flexible = "0+")]
public sealed partial class DescribeTransactionsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<TransactionStateRow> TransactionStates { get; set; }

    public sealed partial class TransactionStateRow
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+")]
        public partial string TransactionalId { get; set; }

        [Field("0+")]
        public partial string TransactionState { get; set; }

        [Field("0+")]
        public partial int TransactionTimeoutMs { get; set; }

        [Field("0+")]
        public partial long TransactionStartTimeMs { get; set; }

        [Field("0+")]
        public partial long ProducerId { get; set; }

        [Field("0+")]
        public partial short ProducerEpoch { get; set; }

        [Field("0+")]
        public partial List<TopicData> Topics { get; set; }
    }

    public sealed partial class TopicData
    {
        [Field("0+")]
        public partial string Topic { get; set; }

        [Field("0+")]
        public partial List<int> Partitions { get; set; }
    }
}
