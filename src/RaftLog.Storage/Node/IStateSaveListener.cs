using RaftLog.Primitives;

namespace RaftLog.Storage.Node;

/// <summary>Waits for a save of the <see cref="StateJournal"/>.</summary>
public interface IStateSaveListener
{
    /// <summary>
    /// The save is durable, or will never be. Called on the thread that flushes; it posts to its owner's mailbox and does nothing else.
    /// </summary>
    /// <param name="group">The replica.</param>
    /// <param name="ticket">What <see cref="StateJournal.Save"/> returned.</param>
    /// <param name="failure">Null when the save is durable.</param>
    void OnStateSaved(RaftGroupId group, long ticket, StateJournalFailedException? failure);
}
