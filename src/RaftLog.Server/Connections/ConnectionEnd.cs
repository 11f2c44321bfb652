namespace RaftLog.Server.Connections;

/// <summary>Why a connection ended.</summary>
internal enum ConnectionEnd : byte
{
    /// <summary>The client closed it, or the network did.</summary>
    ByClient,

    /// <summary>The bytes were not Kafka's, or asked for what this broker does not speak.</summary>
    Protocol,

    /// <summary>Silent for too long, a frame or the first request took too long, or an answer stayed unread.</summary>
    Idle,

    /// <summary>A request failed in a way its API can only answer by closing, such as acks=0.</summary>
    RequestFailed,

    /// <summary>The broker is stopping.</summary>
    Drained,

    /// <summary>RaftLog failed; the log says how.</summary>
    OwnFault,
}
