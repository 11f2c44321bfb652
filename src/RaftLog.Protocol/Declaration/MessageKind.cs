namespace RaftLog.Protocol;

/// <summary>Which half of an API a declared message is.</summary>
public enum MessageKind
{
    /// <summary>Sent by the client.</summary>
    Request,

    /// <summary>Sent by the broker, always in the version of its request.</summary>
    Response,
}
