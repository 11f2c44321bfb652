namespace RaftLog.Server.Requests;

/// <summary>A request that waits for something, such as a long poll.</summary>
internal interface IPendingWork
{
    /// <summary>Nobody wants the answer any more: let go of everything. Any thread; must not block.</summary>
    void Abandon();

    /// <summary>The broker is stopping: answer now with what is there. Any thread; must not block.</summary>
    void Hurry();
}
