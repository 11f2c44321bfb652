namespace RaftLog.Protocol.Messages;

/// <summary>ListTransactions (key 66), request, versions 0-2. Asks for the transactions this broker coordinates.</summary>
[KafkaMessage(ApiKey.ListTransactions, MessageKind.Request, "0-2", Flexible = "0+")]
public sealed partial class ListTransactionsRequest
{
    [Field("0+")]
    public partial List<string> StateFilters { get; set; }

    [Field("0+")]
    public partial List<long> ProducerIdFilters { get; set; }

    [Field("1+", Default = -1)]
    public partial long DurationFilter { get; set; }

    [Field("2+", Nullable = "2+")]
    public partial string? TransactionalIdPattern { get; set; }
}

/// <summary>ListTransactions (key 66), response, versions 0-2. Their ids, producers and states.</summary>
[KafkaMessage(ApiKey.ListTransactions, MessageKind.Response, "0-2", Flexible = "0+")]
public sealed partial class ListTransactionsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+")]
    public partial List<string> UnknownStateFilters { get; set; }

    [Field("0+")]
    public partial List<TransactionStateRow> TransactionStates { get; set; }

    public sealed partial class TransactionStateRow
    {
        [Field("0+")]
        public partial string TransactionalId { get; set; }

        [Field("0+")]
        public partial long ProducerId { get; set; }

        [Field("0+")]
        public partial string TransactionState { get; set; }
    }
}
