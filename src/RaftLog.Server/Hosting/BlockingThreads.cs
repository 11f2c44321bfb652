using RaftLog.Server.Cluster;
using RaftLog.Storage.Node;

namespace RaftLog.Server.Hosting;

/// <summary>Handlers' blocking work on the I/O workers.</summary>
internal sealed class BlockingThreads(IIoScheduler io) : IBlockingThreads
{
    /// <inheritdoc/>
    public bool TryRun(IThreadPoolWorkItem work) => io.TryRun(new Job(work));

    private sealed class Job(IThreadPoolWorkItem work) : IIoJob
    {
        public void Run() => work.Execute();
    }
}
