namespace RaftLog.Storage.Node;

/// <summary>Decides when dirty things are flushed. Production uses <see cref="Flusher"/>, the simulator its own.</summary>
public interface IFlushScheduler
{
    /// <summary>
    /// Asks for a flush that begins after this call. Does nothing when one is already due. Called from pumps: it neither blocks nor, once
    /// warm, allocates.
    /// </summary>
    void Schedule(IFlushable flushable);
}
