using RaftLog.Protocol;

namespace RaftLog.Server.Connections;

/// <summary>What the connection layer and the handlers report. Any thread; must not block.</summary>
internal interface IRequestMetrics
{
    /// <summary>A connection was accepted.</summary>
    void ConnectionOpened(string listener);

    /// <summary>A connection was turned away; <paramref name="limit"/> names the option that says so.</summary>
    void ConnectionRefused(string listener, string limit);

    /// <summary>An accepted connection is gone.</summary>
    void ConnectionClosed(string listener, ConnectionEnd end);

    /// <summary>A connection said which library it is (KIP-511).</summary>
    void SoftwareSeen(string name, string version);

    /// <summary>A connection that had said so is gone.</summary>
    void SoftwareGone(string name, string version);

    /// <summary>An answer was written, or an acks=0 produce is done.</summary>
    /// <param name="api">The API.</param>
    /// <param name="error">The first error in the answer.</param>
    /// <param name="sinceReceived">From the request's last byte.</param>
    void RequestAnswered(ApiKey api, ErrorCode error, TimeSpan sinceReceived);

    /// <summary>A batch was accepted from a producer.</summary>
    void Received(string topic, long bytes, int records);

    /// <summary>Batches were put into an answer to a consumer.</summary>
    void Sent(string topic, long bytes);
}
