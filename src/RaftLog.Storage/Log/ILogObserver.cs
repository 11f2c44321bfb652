using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// Told what became of a log's writes, on a flusher thread: implementations post to their mailbox and return. A report may be
/// overtaken by a
/// truncation, so the receiver compares the term before it believes an index.
/// </summary>
public interface ILogObserver
{
    /// <summary>
    /// Everything up to <paramref name="lastIndex"/> (inclusive), whose term is <paramref name="term"/>, may be acknowledged.
    /// </summary>
    /// <param name="lastIndex">The last index that may be acknowledged.</param>
    /// <param name="term">The term of the entry at that index.</param>
    /// <param name="generation">
    /// <see cref="PartitionLog.Generation"/> when this was found: another number since means that the entries meant may have been dropped
    /// and others, even of the same index and term, written in their place.
    /// </param>
    void Flushed(LogIndex lastIndex, Term term, long generation);

    /// <summary>
    /// The disk refuses writes for lack of room (true, once), or took all of them again (false). Nothing is lost meanwhile:
    /// entries stay
    /// in memory until <see cref="PartitionLog.RetryAfterDiskFull"/> succeeds.
    /// </summary>
    void DiskFull(bool isFull);

    /// <summary>The log failed for good: nothing is reported flushed any more.</summary>
    void Failed(StorageFailedException exception);
}
