using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace RaftLog.Net;

/// <summary>How the socket transport is set up for the binary protocols.</summary>
public static class SocketTransport
{
    /// <summary>
    /// Bytes a connection may have received and not yet read, or written and not yet sent, before its pipe pauses. Large enough that
    /// pipelined batches of 1 MiB keep moving.
    /// </summary>
    public const long BufferBytesMax = 4L << 20;

    /// <summary>Connections that may wait to be accepted; a fleet of clients reconnects at once after a restart.</summary>
    public const int Backlog = 1024;

    /// <summary>
    /// Requests are parsed and executed on the thread that received them, and answers leave on the thread that completed them: nothing
    /// on those paths may block.
    /// </summary>
    public static void Tune(SocketTransportOptions options)
    {
        options.UnsafePreferInlineScheduling = true;
        options.NoDelay = true;
        options.Backlog = Backlog;
        options.MaxReadBufferSize = BufferBytesMax;
        options.MaxWriteBufferSize = BufferBytesMax;
        // An idle connection holds no block.
        options.WaitForDataBeforeAllocatingBuffer = true;
    }
}
