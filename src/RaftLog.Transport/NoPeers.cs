using RaftLog.Primitives;
using RaftLog.Raft;

namespace RaftLog.Transport;

/// <summary>The transport of a broker that has no peers: a group with one voter sends nothing, and saying otherwise is a bug.</summary>
public sealed class NoPeers : IPeerTransport
{
    /// <inheritdoc/>
    public void Send(RaftGroupId group, in RaftMessage message, IEntrySource entries) =>
        throw new InvariantBrokenException($"Group {group} has a message for node {message.To}, but this broker has no peers.");
}
