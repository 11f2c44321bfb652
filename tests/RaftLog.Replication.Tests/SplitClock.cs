using Microsoft.Extensions.Time.Testing;

namespace RaftLog.Replication.Tests;

/// <summary>A clock whose wall time can jump while its monotonic time goes on, as an operator or NTP may have it.</summary>
internal sealed class SplitClock(FakeTimeProvider monotonic) : TimeProvider
{
    internal TimeSpan WallOffset { get; set; }

    public override long TimestampFrequency => monotonic.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => monotonic.GetUtcNow() + WallOffset;

    public override long GetTimestamp() => monotonic.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        monotonic.CreateTimer(callback, state, dueTime, period);
}
