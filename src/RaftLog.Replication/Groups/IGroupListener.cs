using RaftLog.Primitives;

namespace RaftLog.Replication.Groups;

/// <summary>Who uses a group and follows what happens in it. All calls come from the pump.</summary>
internal interface IGroupListener
{
    /// <summary>The leader appends this entry: its payload may still be written to (base offset and epoch of a batch).</summary>
    void Stamp(in LogEntry entry);

    /// <summary>Everything up to <paramref name="index"/> (inclusive) is committed.</summary>
    void Committed(LogIndex index);

    /// <summary>Role, term or known leader changed.</summary>
    void RoleChanged();

    /// <summary>The group stopped: failed, damaged or closed.</summary>
    void Stopped();

    /// <summary>A round over the mailbox is over; state that others see may be published now.</summary>
    void RoundEnded();
}
