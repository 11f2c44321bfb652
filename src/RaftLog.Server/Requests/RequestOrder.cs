namespace RaftLog.Server.Requests;

/// <summary>How the requests of one connection get along.</summary>
internal enum RequestOrder : byte
{
    /// <summary>
    /// Takes effect, or its place in a partition's queue, before its handler returns; what the client pipelined behind it may start
    /// while its answer waits.
    /// </summary>
    Concurrent,

    /// <summary>May take effect after its handler returned: nothing behind it starts before it is answered.</summary>
    Exclusive,
}
