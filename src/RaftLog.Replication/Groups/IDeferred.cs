namespace RaftLog.Replication.Groups;

/// <summary>An answer that a pump owes: called after the pump has let go of the group.</summary>
internal interface IDeferred
{
    /// <summary>Delivers the answer. Must not block and must not throw.</summary>
    void Deliver();
}
