namespace RaftLog.Replication;

/// <summary>
/// Compares the wall clock with the monotonic one. A jump must not delete anything: while the two disagree by more than a bound, ages are
/// not judged. Not thread-safe.
/// </summary>
internal sealed class ClockGuard(TimeProvider time, TimeSpan deviationMax)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _startTimestamp = time.GetTimestamp();

    /// <summary>How far the wall clock is ahead of where the monotonic one puts it.</summary>
    internal TimeSpan Deviation => time.GetUtcNow() - _startedAt - time.GetElapsedTime(_startTimestamp);

    /// <summary>True while the two agree well enough.</summary>
    internal bool IsTrusted => Deviation.Duration() <= deviationMax;
}
