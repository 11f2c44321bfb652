namespace RaftLog.Server.Cluster;

/// <summary>Threads that may wait for a disk: cold reads belong there and never on a socket's thread.</summary>
internal interface IBlockingThreads
{
    /// <summary>Has <paramref name="work"/> executed soon; false when more is queued than is bearable, and the work is not taken.</summary>
    bool TryRun(IThreadPoolWorkItem work);
}
