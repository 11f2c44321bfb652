using RaftLog.Primitives;

namespace RaftLog.Replication.Groups;

/// <summary>
/// A request to a group's state machine in the decide/replay shape: it decides on the pump, with everything appended so far in view, and
/// is answered when what it wrote, or else what it read, is committed.
/// </summary>
public abstract class GroupDecision
{
    /// <summary>
    /// Reads the state and decides. Returns the command to append, with one reference that the group takes over, or null when there is
    /// nothing to write. Runs on the pump of a leader that has committed an entry of its own term; must not block.
    /// </summary>
    /// <param name="nowMs">The leader's wall clock in ms since the Unix epoch; it becomes the entry's append time.</param>
    protected internal abstract Payload? Decide(long nowMs);

    /// <summary>Told once how it ended, outside the pump; must not block.</summary>
    protected internal abstract void Completed(CommandOutcome outcome);
}
