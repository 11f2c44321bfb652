namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 0 in <c>__transaction_state</c>: a transactional id.</summary>
[WireRecord("0", RecordType = 0)]
public sealed partial class TransactionLogKey
{
    [Field("0")]
    public partial string TransactionalId { get; set; }
}

/// <summary>Value of record type 0 in <c>__transaction_state</c>: the state of its transaction. v1 is flexible and needs
/// transaction version 1.</summary>
[WireRecord("0-1", Flexible = "1+", RecordType = 0)]
public sealed partial class TransactionLogValue
{
    [Field("0+")]
    public partial long ProducerId { get; set; }

    [Field("1+", Default = -1, Tag = 0)]
    public partial long PreviousProducerId { get; set; }

    [Field("1+", Default = -1, Tag = 1)]
    public partial long NextProducerId { get; set; }

    [Field("0+")]
    public partial short ProducerEpoch { get; set; }

    [Field("1+", Default = -1, Tag = 3)]
    public partial short NextProducerEpoch { get; set; }

    [Field("0+")]
    public partial int TransactionTimeoutMs { get; set; }

    [Field("0+")]
    public partial sbyte TransactionStatus { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial List<PartitionsSchema>? TransactionPartitions { get; set; }

    [Field("0+")]
    public partial long TransactionLastUpdateTimestampMs { get; set; }

    [Field("0+")]
    public partial long TransactionStartTimestampMs { get; set; }

    [Field("1+", Tag = 2)]
    public partial short ClientTransactionVersion { get; set; }

    public sealed partial class PartitionsSchema
    {
        [Field("0+")]
        public partial string Topic { get; set; }

        [Field("0+")]
        public partial List<int> PartitionIds { get; set; }
    }
}
