using System.Collections.Concurrent;
using RaftLog.Protocol;
using RaftLog.Server.Connections;

namespace RaftLog.Server.Tests;

/// <summary>Remembers what was reported.</summary>
internal sealed class TestMetrics : IRequestMetrics
{
    private readonly Lock _lock = new();
    private readonly List<(Func<TestMetrics, bool> Condition, TaskCompletionSource Completion)> _waits = [];

    internal ConcurrentQueue<(ApiKey Api, ErrorCode Error)> Answered { get; } = new();

    internal ConcurrentQueue<ConnectionEnd> Ends { get; } = new();

    internal ConcurrentQueue<string> Refusals { get; } = new();

    internal ConcurrentQueue<(string Name, string Version)> Software { get; } = new();

    internal int Opened { get; private set; }

    internal int SoftwareLeft { get; private set; }

    internal long ReceivedBytes { get; private set; }

    internal long SentBytes { get; private set; }

    /// <summary>Completes when what has been reported fulfils the condition.</summary>
    internal Task WaitForAsync(Func<TestMetrics, bool> condition)
    {
        lock (_lock)
        {
            if (condition(this)) return Task.CompletedTask;
            var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((condition, completion));
            return completion.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
    }

    public void ConnectionOpened(string listener) => Note(() => Opened++);

    public void ConnectionRefused(string listener, string limit) => Note(() => Refusals.Enqueue(limit));

    public void ConnectionClosed(string listener, ConnectionEnd end) => Note(() => Ends.Enqueue(end));

    public void SoftwareSeen(string name, string version) => Note(() => Software.Enqueue((name, version)));

    public void SoftwareGone(string name, string version) => Note(() => SoftwareLeft++);

    public void RequestAnswered(ApiKey api, ErrorCode error, TimeSpan sinceReceived) => Note(() => Answered.Enqueue((api, error)));

    public void Received(string topic, long bytes, int records) => Note(() => ReceivedBytes += bytes);

    public void Sent(string topic, long bytes) => Note(() => SentBytes += bytes);

    private void Note(Action change)
    {
        lock (_lock)
        {
            change();
            foreach (var wait in _waits.Where(wait => wait.Condition(this)).ToList())
            {
                wait.Completion.TrySetResult();
                _waits.Remove(wait);
            }
        }
    }
}
