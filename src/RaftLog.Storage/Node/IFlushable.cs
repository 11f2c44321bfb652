namespace RaftLog.Storage.Node;

/// <summary>Something that gathers writes and makes them durable when told to.</summary>
public interface IFlushable
{
    /// <summary>True for what others wait on: it goes before everything else that is dirty. Constant.</summary>
    bool IsUrgent => false;

    /// <summary>
    /// Writes what is pending and makes it durable; runs on a flusher thread, never two at a time for one flushable. It does not throw:
    /// failures are reported to its owner.
    /// </summary>
    /// <returns>True when more became pending meanwhile, so that it must be flushed again.</returns>
    bool Flush();
}
