namespace RaftLog.Replication.Groups;

/// <summary>
/// What is posted to a group, in order, and who drains it: the poster that finds the group free becomes its drainer, everyone else
/// only leaves work behind.
/// </summary>
internal sealed class Mailbox
{
    private readonly Lock _lock = new();
    private GroupOperation? _head;
    private GroupOperation? _tail;
    private int _count;
    private bool _isDrained;

    /// <summary>How many operations wait.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Appends an operation. True when the caller must drain now.</summary>
    internal bool Post(GroupOperation operation)
    {
        lock (_lock)
        {
            Append(operation);
            if (_isDrained) return false;
            _isDrained = true;
            return true;
        }
    }

    /// <summary>Takes everything that waits, oldest first, or null.</summary>
    internal GroupOperation? TakeAll()
    {
        lock (_lock) return Cut();
    }

    /// <summary>
    /// Takes everything that waits; when nothing does, gives up the drainer's role and returns null.
    /// </summary>
    internal GroupOperation? TakeAllOrRelease()
    {
        lock (_lock)
        {
            if (_head is null) _isDrained = false;
            return Cut();
        }
    }

    /// <summary>Gives up the drainer's role unless something waits; false means that the role is kept and must be handed on.</summary>
    internal bool TryRelease()
    {
        lock (_lock)
        {
            if (_head is not null) return false;
            _isDrained = false;
            return true;
        }
    }

    private void Append(GroupOperation operation)
    {
        operation.Next = null;
        if (_tail is null) _head = operation;
        else _tail.Next = operation;
        _tail = operation;
        _count++;
    }

    private GroupOperation? Cut()
    {
        var head = _head;
        _head = _tail = null;
        _count = 0;
        return head;
    }
}
