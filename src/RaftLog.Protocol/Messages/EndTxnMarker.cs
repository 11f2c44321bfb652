namespace RaftLog.Protocol.Messages;

/// <summary>The value of a commit or abort marker, after an int16 version.</summary>
[WireRecord("0")]
public sealed partial class EndTxnMarker
{
    [Field("0+")]
    public partial int CoordinatorEpoch { get; set; }
}
