using Microsoft.Extensions.Time.Testing;
using RaftLog.Net;
using RaftLog.Server.Connections;

namespace RaftLog.Server.Tests.Net;

public sealed class BudgetAndPoolTests
{
    [Fact]
    public async Task Who_does_not_fit_waits_until_enough_is_given_back_and_in_order()
    {
        var budget = new ByteBudget(100);
        var (a, b, c, d) = (new object(), new object(), new object(), new object());
        Assert.True(budget.TryTake(a, 90));
        Assert.True(budget.TryTake(b, 50)); // the one that may exceed
        var third = budget.TakeAsync(c, 80, TestContext.Current.CancellationToken);
        var fourth = budget.TakeAsync(d, 10, TestContext.Current.CancellationToken);
        Assert.False(third.IsCompleted || fourth.IsCompleted);

        budget.Return(a, 90);
        Assert.False(third.IsCompleted || fourth.IsCompleted);
        budget.Return(b, 50);

        await third;
        await fourth;
        Assert.Equal(90, budget.HeldBytes);
    }

    [Fact]
    public async Task Half_grown_holders_cannot_wait_for_each_other_for_ever()
    {
        var budget = new ByteBudget(100);
        var holders = Enumerable.Range(0, 4).Select(static _ => new object()).ToArray();
        foreach (var holder in holders) Assert.True(budget.TryTake(holder, 25));

        // All of them want more than there is: one at a time gets it, and never more than its own is exceeded by.
        var waits = holders.Select(holder => budget.TakeAsync(holder, 50, TestContext.Current.CancellationToken)).ToArray();
        Assert.True(waits[0].IsCompletedSuccessfully);
        Assert.All(waits[1..], static wait => Assert.False(wait.IsCompleted));
        for (var i = 0; i < holders.Length; i++)
        {
            await waits[i];
            Assert.InRange(budget.HeldBytes, 0, 150);
            budget.Return(holders[i], 75);
        }

        Assert.Equal(0, budget.HeldBytes);
    }

    [Fact]
    public async Task A_cancelled_wait_takes_nothing()
    {
        var budget = new ByteBudget(10);
        var (a, b) = (new object(), new object());
        budget.TryTake(a, 20);
        using var cancellation = new CancellationTokenSource();
        var wait = budget.TakeAsync(b, 5, cancellation.Token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        budget.Return(a, 20);

        Assert.Equal(0, budget.HeldBytes);
    }

    [Fact]
    public void Blocks_are_reused_up_to_a_bound_and_never_returned_twice()
    {
        using var pool = new PinnedBlockMemoryPool(retainedBytesMax: 2 * PinnedBlockMemoryPool.BlockBytes);
        var blocks = Enumerable.Range(0, 3).Select(_ => pool.Rent()).ToList();
        foreach (var block in blocks) block.Dispose();
        blocks[0].Dispose();

        Assert.Equal(2 * PinnedBlockMemoryPool.BlockBytes, pool.RetainedBytes);
        var first = pool.Rent(10);
        var second = pool.Rent(10);
        Assert.NotSame(first, second);
        Assert.Equal(PinnedBlockMemoryPool.BlockBytes, first.Memory.Length);
        Assert.Equal(200_000, pool.Rent(200_000).Memory.Length);
    }

    [Theory]
    [InlineData(new byte[] { 0x16, 0x03, 0x01, 0x02 }, "TLS")]
    [InlineData(new byte[] { (byte)'G', (byte)'E', (byte)'T', (byte)' ' }, "HTTP")]
    [InlineData(new byte[] { 0, 0, 0, 20 }, null)]
    [InlineData(new byte[] { 0x16, 0x03 }, null)]
    public void What_people_point_at_the_wrong_port_is_recognised(byte[] start, string? protocol) =>
        Assert.Equal(protocol, ForeignProtocol.Recognise(start));

    [Fact]
    public void One_line_per_interval_is_let_through_and_the_rest_is_counted()
    {
        var time = new FakeTimeProvider();
        var rate = new LogRate(time, TimeSpan.FromSeconds(1));

        Assert.True(rate.TryEnter(out var suppressed));
        Assert.Equal(0, suppressed);
        Assert.False(rate.TryEnter(out _));
        Assert.False(rate.TryEnter(out _));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(rate.TryEnter(out suppressed));
        Assert.Equal(2, suppressed);
    }
}
