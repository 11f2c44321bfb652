namespace RaftLog.Protocol.Messages;

/// <summary>What precedes every request; v2 with flexible versions of an API, otherwise v1.</summary>
[WireRecord("1-2", Flexible = "2+")]
public sealed partial class RequestHeader
{
    [Field("0+")]
    public partial ApiKey RequestApiKey { get; set; }

    [Field("0+")]
    public partial short RequestApiVersion { get; set; }

    [Field("0+")]
    public partial int CorrelationId { get; set; }

    /// <summary>Keeps its 16-bit length even in v2, so that any broker can read the header of any ApiVersions
    /// request.</summary>
    [Field("1+", Nullable = "1+", NeverFlexible = true)]
    public partial string? ClientId { get; set; }
}

/// <summary>What precedes every response; v1 with flexible versions of an API, otherwise and for ApiVersions v0.</summary>
[WireRecord("0-1", Flexible = "1+")]
public sealed partial class ResponseHeader
{
    [Field("0+")]
    public partial int CorrelationId { get; set; }
}
