using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>An open file that readers and the writer share; closed when the last lets go. Thread-safe.</summary>
internal sealed class SharedFile(Segment segment, IDiskFile file) : IDisposable
{
    private int _references = 1;

    public Segment Segment { get; } = segment;

    public IDiskFile File { get; } = file;

    /// <summary>Takes a reference; only while one is held, or under the lock of whoever holds one.</summary>
    public SharedFile Share()
    {
        Invariant.Check(Interlocked.Increment(ref _references) > 1);
        return this;
    }

    /// <summary>Gives a reference back.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _references) == 0) File.Dispose();
    }
}
