using System.Buffers;
using CsCheck;
using RaftLog.Replication.Partitions;

namespace RaftLog.Replication.Tests;

public class ProducerTableTests
{
    private const long ExpirationMs = 1000;

    [Fact]
    public void Sequences_wrap_from_the_largest_number_to_zero()
    {
        var table = new ProducerTable(ExpirationMs);
        Append(table, 1, epoch: 0, int.MaxValue - 1, span: 2, offset: 0, timeMs: 0);

        Assert.Equal(ProducerCheck.Accept, table.Check(1, 0, 0, 1, 0, out _));
        Assert.Equal(ProducerCheck.OutOfOrder, table.Check(1, 0, 1, 1, 0, out _));
        Assert.Equal(ProducerCheck.Duplicate, table.Check(1, 0, int.MaxValue - 1, 2, 0, out _));
    }

    [Fact]
    public void Only_the_last_five_batches_are_recognised()
    {
        var table = new ProducerTable(ExpirationMs);
        for (var i = 0; i < 6; i++) Append(table, 1, 0, i, 1, i, 0);

        Assert.Equal(ProducerCheck.OutOfOrder, table.Check(1, 0, 0, 1, 0, out _));
        Assert.Equal(ProducerCheck.Duplicate, table.Check(1, 0, 1, 1, 0, out var original));
        Assert.Equal(1, original.BaseOffset.Value);
    }

    [Fact]
    public void A_forgotten_producer_may_start_anywhere()
    {
        var table = new ProducerTable(ExpirationMs);
        Append(table, 1, 0, 0, 1, 0, timeMs: 0);

        Assert.Equal(ProducerCheck.OutOfOrder, table.Check(1, 0, 9, 1, ExpirationMs, out _));
        Assert.Equal(ProducerCheck.Accept, table.Check(1, 0, 9, 1, ExpirationMs + 1, out _));
    }

    [Fact]
    public void A_snapshot_and_what_follows_give_the_same_table_as_the_whole_log()
    {
        var gen = Gen.Select(Gen.Long[1, 4], Gen.Short[0, 2], Gen.Int[0, 3], Gen.Int[1, 3], Gen.Int[0, 400]);
        gen.Array[1, 80].Sample(steps =>
        {
            var whole = new ProducerTable(ExpirationMs);
            var resumed = new ProducerTable(ExpirationMs);
            long offset = 0, timeMs = 0;
            for (var i = 0; i < steps.Length; i++)
            {
                var (id, epoch, sequence, span, wait) = steps[i];
                timeMs += wait;
                if (whole.Check(id, epoch, sequence, span, timeMs, out _) == ProducerCheck.Accept)
                {
                    Append(whole, id, epoch, sequence, span, offset, timeMs);
                    Append(resumed, id, epoch, sequence, span, offset, timeMs);
                    offset += span;
                }

                if (i == steps.Length / 2) resumed = Copy(resumed);
            }

            return Bytes(whole).AsSpan().SequenceEqual(Bytes(resumed));
        });
    }

    [Fact]
    public void Every_truncation_of_a_snapshot_is_refused()
    {
        var table = new ProducerTable(ExpirationMs);
        for (var i = 0; i < 8; i++) Append(table, i % 2, 0, i / 2, 1, i, 0);
        var bytes = Bytes(table);

        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => new ProducerTable(ExpirationMs).ReadFrom(bytes.AsSpan(0, length)));
    }

    private static void Append(ProducerTable table, long id, short epoch, int sequence, int span, long offset, long timeMs)
    {
        var entry = new LogEntry
        {
            Kind = EntryKind.Data,
            Index = new LogIndex(offset + 1),
            Term = new Term(1),
            BaseOffset = new Offset(offset),
            RecordSpan = span,
            AppendTimeMs = timeMs,
        };
        table.Append(entry, id, epoch, sequence);
    }

    private static byte[] Bytes(ProducerTable table)
    {
        var output = new ArrayBufferWriter<byte>();
        table.WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    private static ProducerTable Copy(ProducerTable table)
    {
        var copy = new ProducerTable(ExpirationMs);
        copy.ReadFrom(Bytes(table));
        return copy;
    }
}
