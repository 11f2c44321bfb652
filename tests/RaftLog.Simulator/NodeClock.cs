namespace RaftLog.Simulator;

/// <summary>One node's clocks: the world's time at a rate of its own. Timers end with the incarnation that made them.</summary>
internal sealed class NodeClock(World world, Node node, double rate) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(GetTimestamp());

    public override long GetTimestamp() => (long)(world.Now * rate);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, callback, state).Started(dueTime, period);

    private sealed class Timer(NodeClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Arm(dueTime, ++_version);
            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal Timer Started(TimeSpan dueTime, TimeSpan period)
        {
            Change(dueTime, period);
            return this;
        }

        private void Arm(TimeSpan delay, int version)
        {
            if (delay < TimeSpan.Zero) return;
            clock.World.At(clock.Owner, (long)(delay.Ticks / clock.Rate), () => Fire(version), counts: false);
        }

        private void Fire(int version)
        {
            if (version != _version) return;
            if (_period > TimeSpan.Zero) Arm(_period, version);
            callback(state);
        }
    }

    private World World => world;

    private Node Owner => node;

    private double Rate => rate;
}
