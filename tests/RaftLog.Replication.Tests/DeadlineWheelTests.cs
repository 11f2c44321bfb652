using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RaftLog.Replication.Time;

namespace RaftLog.Replication.Tests;

public class DeadlineWheelTests
{
    [Fact]
    public void A_deadline_fires_once_and_within_a_tick_of_its_time()
    {
        var time = new FakeTimeProvider();
        using var wheel = new DeadlineWheel(time);
        var deadline = new Counter();
        wheel.Add(deadline, TimeSpan.FromMilliseconds(25));

        time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(0, deadline.Fired);
        time.Advance(TimeSpan.FromMilliseconds(15));
        Assert.Equal(1, deadline.Fired);
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal((1, 0), (deadline.Fired, wheel.Count));
        Assert.False(wheel.Cancel(deadline));
    }

    [Fact]
    public void A_cancelled_deadline_never_fires_and_can_be_added_again()
    {
        var time = new FakeTimeProvider();
        using var wheel = new DeadlineWheel(time);
        var deadline = new Counter();
        wheel.Add(deadline, TimeSpan.FromMilliseconds(50));

        Assert.True(wheel.Cancel(deadline));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, deadline.Fired);
        wheel.Add(deadline, TimeSpan.FromMilliseconds(50));
        time.Advance(TimeSpan.FromMilliseconds(60));

        Assert.Equal(1, deadline.Fired);
    }

    [Fact]
    public void Deadlines_beyond_one_turn_of_the_wheel_wait_for_their_own_turn()
    {
        var time = new FakeTimeProvider();
        using var wheel = new DeadlineWheel(time);
        var near = new Counter();
        var far = new Counter();
        wheel.Add(near, TimeSpan.FromMilliseconds(100));
        wheel.Add(far, TimeSpan.FromMilliseconds(100 + (1024 * 10)));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 0), (near.Fired, far.Fired));
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(1, far.Fired);
    }

    [Fact]
    public void Whatever_is_added_cancelled_and_waited_for_each_deadline_fires_exactly_when_it_should()
    {
        Gen.Select(Gen.Int[1, 30_000], Gen.Bool, Gen.Int[0, 500]).Array[1, 60].Sample(steps =>
        {
            var time = new FakeTimeProvider();
            using var wheel = new DeadlineWheel(time);
            var due = new List<(Counter Deadline, long Due, bool IsCancelled)>();
            var now = 0L;
            foreach (var (delay, isCancelled, wait) in steps)
            {
                var deadline = new Counter();
                wheel.Add(deadline, TimeSpan.FromMilliseconds(delay));
                if (isCancelled) wheel.Cancel(deadline);
                due.Add((deadline, now + delay, isCancelled));
                time.Advance(TimeSpan.FromMilliseconds(wait));
                now += wait;
                foreach (var row in due)
                {
                    if (row.IsCancelled || now < row.Due) Assert.Equal(0, row.Deadline.Fired);
                    else if (now >= row.Due + 20) Assert.Equal(1, row.Deadline.Fired);
                }
            }

            time.Advance(TimeSpan.FromSeconds(40));
            Assert.All(due, row => Assert.Equal(row.IsCancelled ? 0 : 1, row.Deadline.Fired));
        });
    }

    private sealed class Counter : Deadline
    {
        internal int Fired { get; private set; }

        protected internal override void Expired() => Fired++;
    }
}
