using CsCheck;

namespace RaftLog.Primitives.Tests;

public class PayloadPoolTests
{
    [Fact]
    public void Rented_payload_has_the_length_asked_for_at_every_size()
    {
        Gen.Int[0, 4 << 20].Sample(length =>
        {
            var pool = new PayloadPool();
            var payload = pool.Rent(length);
            return payload.Length == length && payload.Span.Length == length;
        });
    }

    [Fact]
    public void Returned_buffer_is_handed_out_again_for_a_length_of_its_class()
    {
        var pool = new PayloadPool();
        var first = pool.Rent(16 * 1024 + 61);

        first.Release();
        var second = pool.Rent(17 * 1024);

        Assert.Same(first, second);
        Assert.Equal(17 * 1024, second.Length);
        Assert.Equal(0, pool.RetainedBytes);
    }

    [Fact]
    public void Buffer_stays_out_of_the_pool_while_someone_holds_a_reference()
    {
        var pool = new PayloadPool();
        var payload = pool.Rent(100);
        payload.AddReference();

        payload.Release();

        Assert.NotSame(payload, pool.Rent(100));
        Assert.Equal(100, payload.Span.Length);
    }

    [Fact]
    public void Pool_keeps_no_more_idle_bytes_than_its_bound()
    {
        var pool = new PayloadPool(retainedBytesMax: 4096);
        var payloads = Enumerable.Range(0, 64).Select(_ => pool.Rent(1024)).ToList();

        payloads.ForEach(p => p.Release());

        Assert.Equal(4096, pool.RetainedBytes);
    }

    [Fact]
    public void Releasing_once_too_often_is_an_error_of_ours()
    {
        var payload = new PayloadPool(poisonOnReturn: true).Rent(10);
        payload.Release();

        Assert.Throws<InvariantBrokenException>(payload.Release);
        Assert.False(payload.TryAddReference());
    }
}
