using RaftLog.Primitives;
using RaftLog.Raft;

namespace RaftLog.Transport;

/// <summary>
/// The only way a group's messages reach other brokers. Never blocks: what cannot be sent is dropped, as a network would, and Raft's
/// retries make up for it.
/// </summary>
public interface IPeerTransport
{
    /// <summary>
    /// Sends <paramref name="message"/> of a group to its addressee. An AppendEntries names a range of indexes; the transport takes the
    /// entries from <paramref name="entries"/>, and may split the range into several messages.
    /// A <see cref="RaftMessage.Chunk"/> is lent for the call: a transport that keeps it takes a reference.
    /// </summary>
    void Send(RaftGroupId group, in RaftMessage message, IEntrySource entries);
}
