using System.Buffers.Binary;
using RaftLog.Protocol.Messages;
using RaftLog.Protocol.Tests.Support;

namespace RaftLog.Protocol.Tests;

public sealed class HostileInputTests
{
    // An exception with its message and stack trace; not proportional to the input.
    private const int ExceptionBytes = 16 * 1024;

    public static TheoryData<WireCase> Messages => [.. WireCase.All];

    // Flips bytes of valid messages: whatever comes out, it is a message or MalformedMessageException, and memory stays
    // bounded.
    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Mutated_messages_decode_or_are_refused_within_the_memory_bound(WireCase wire)
    {
        var random = new Random(wire.Type.Name.Length);
        foreach (var version in wire.EachVersion)
        {
            for (var round = 0; round < 60; round++)
            {
                var bytes = WireFormat.Encode(new RandomMessages(round).Create(wire, version), version);
                if (bytes.Length == 0) continue;
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] = random.Next(3) switch { 0 => 0xff, 1 => 0x7f, _ => (byte)random.Next(256) };
                }

                AssertBounded(wire, bytes, version);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Noise_decodes_or_is_refused_within_the_memory_bound(WireCase wire)
    {
        var random = new Random(1);
        foreach (var version in wire.EachVersion)
        {
            foreach (var length in (int[])[1, 16, 300, 20_000])
            {
                var bytes = new byte[length];
                random.NextBytes(bytes);
                AssertBounded(wire, bytes, version);

                // Small numbers make plausible lengths and counts, and so get deeper.
                for (var i = 0; i < length; i++) bytes[i] = (byte)(bytes[i] & 3);
                AssertBounded(wire, bytes, version);
                Array.Fill(bytes, (byte)1);
                AssertBounded(wire, bytes, version);
            }
        }
    }

    // The budget is only as good as its accounting: what is charged must cover what the heap really gave.
    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void What_is_charged_covers_what_is_allocated(WireCase wire)
    {
        foreach (var version in wire.EachVersion)
        {
            for (var seed = 0; seed < 8; seed++)
            {
                var bytes = WireFormat.Encode(new RandomMessages(seed).Create(wire, version), version);
                wire.ReadCharging(bytes, version, out _); // first calls allocate on behalf of the runtime
                var before = GC.GetAllocatedBytesForCurrentThread();
                wire.ReadCharging(bytes, version, out var charged);
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

                Assert.True(allocated <= charged, $"{wire} v{version}: {allocated} bytes allocated, {charged} charged");
            }
        }
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1_000_000)]
    [InlineData(-2)]
    [InlineData(int.MinValue)]
    public void A_count_that_cannot_be_true_is_refused_before_anything_is_allocated(int count)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteInt32BigEndian(bytes, count);

        var allocated = AllocatedBy(() => Assert.False(WireFormat.TryDecode<MetadataRequest>(bytes, 1, out _)));

        Assert.InRange(allocated, 0, ExceptionBytes);
    }

    // Metadata v1: a topic takes at least the two bytes of its name's length.
    [Fact]
    public void A_count_is_bounded_by_the_least_its_elements_take()
    {
        Assert.Equal(75, WireFormat.Decode<MetadataRequest>(Hex.Bytes($"0000004b {new string('0', 300)}"), 1).Topics!.Count);

        var refusal = Assert.Throws<MalformedMessageException>(() =>
            WireFormat.Decode<MetadataRequest>(Hex.Bytes($"0000004c {new string('0', 300)}"), 1));
        Assert.Contains("count of 76", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compact_count_of_four_billion_is_refused() =>
        Assert.False(WireFormat.TryDecode<MetadataRequest>(Hex.Bytes("ff ff ff ff 0f 00"), 9, out _));

    [Fact]
    public void A_length_beyond_the_input_is_refused()
    {
        Assert.False(WireFormat.TryDecode<HeartbeatRequest>(Hex.Bytes("7fff 61"), 0, out _));
        Assert.False(WireFormat.TryDecode<SaslAuthenticateRequest>(Hex.Bytes("7fffffff 61"), 0, out _));
        Assert.False(WireFormat.TryDecode<SaslAuthenticateRequest>(Hex.Bytes("ffffffff"), 0, out _));
        Assert.False(WireFormat.TryDecode<SaslAuthenticateRequest>(Hex.Bytes("fffffffe"), 0, out _));
    }

    // 1-byte names are the worst case of this message: 3 bytes on the wire become a row, a list slot and a string.
    [Fact]
    public void A_message_that_would_take_far_more_memory_than_its_size_is_refused()
    {
        const int topics = 100_000;
        var bytes = new byte[5 + (2 * topics) + 2];
        var writer = new KafkaWriter(new FixedBuffer(bytes));
        writer.WriteUnsignedVarint(topics + 1);
        writer.Complete();
        var at = (int)writer.Written;
        for (var i = 0; i < topics; i++)
        {
            bytes[at++] = 1; // the empty name
            bytes[at++] = 0; // no tagged fields
        }

        var allocated = AllocatedBy(() => Assert.False(WireFormat.TryDecode<MetadataRequest>(bytes, 9, out _)));

        Assert.InRange(allocated, 0, Bound(bytes.Length));
    }

    [Fact]
    public void Five_thousand_topics_of_ordinary_names_fit_the_budget()
    {
        var request = new MetadataRequest { Topics = [] };
        for (var i = 0; i < 5_000; i++) request.Topics.Add(new MetadataRequest.Topic { Name = $"orders-{i}" });

        Assert.True(WireFormat.TryDecode<MetadataRequest>(WireFormat.Encode(request, 9), 9, out var read));
        Assert.Equal(5_000, read.Topics!.Count);
    }

    [Theory]
    [InlineData("02 01 00 01 00", "a tag twice")]
    [InlineData("02 05 00 04 00", "tags falling")]
    [InlineData("01 05 02 00", "a size beyond the input")]
    [InlineData("05 00 00", "more tags than bytes")]
    [InlineData("ff ff ff ff ff 01 00", "a varint of six bytes")]
    [InlineData("ff ff ff ff 1f 00", "a varint beyond 32 bits")]
    public void A_broken_tagged_section_is_refused(string section, string why)
    {
        // ListGroups v3: nothing but the tagged section.
        Assert.False(WireFormat.TryDecode<ListGroupsRequest>(Hex.Bytes(section), 3, out _), why);
    }

    [Theory]
    [InlineData("01 00 03 0161 00", "a byte left over inside the field")]
    [InlineData("01 00 01 0361", "a field that reads past its size")]
    public void A_tagged_field_whose_size_differs_from_its_content_is_refused(string section, string why)
    {
        // Fetch v12: everything before the tagged section at zero or empty; tag 0 is the cluster id.
        var body = Hex.Bytes("ffffffff 00000000 00000000 00000000 00 00000000 00000000 01 01 01");

        Assert.True(WireFormat.TryDecode<FetchRequest>((byte[])[.. body, .. Hex.Bytes("01 00 02 0261")], 12, out var read));
        Assert.Equal("a", read.ClusterId);
        Assert.False(WireFormat.TryDecode<FetchRequest>((byte[])[.. body, .. Hex.Bytes(section)], 12, out _), why);
    }

    [Theory]
    [InlineData("0002 c328")]
    [InlineData("0001 ff")]
    [InlineData("0003 eda080")] // a lone surrogate
    public void Strings_that_are_not_utf8_are_refused(string text) =>
        Assert.False(WireFormat.TryDecode<TransactionLogKey>(Hex.Bytes(text), 0, out _));

    [Fact]
    public void Null_where_it_is_not_allowed_is_refused()
    {
        Assert.False(WireFormat.TryDecode<TransactionLogKey>(Hex.Bytes("ffff"), 0, out _));
        Assert.False(WireFormat.TryDecode<MetadataRequest>(Hex.Bytes("ffffffff"), 0, out _));
        Assert.True(WireFormat.TryDecode<MetadataRequest>(Hex.Bytes("ffffffff"), 1, out var all));
        Assert.Null(all.Topics);
    }

    [Fact]
    public void The_byte_before_a_nullable_row_must_be_one_or_minus_one()
    {
        // ConsumerGroupHeartbeat response v0 up to the assignment.
        var before = Hex.Bytes("00000000 0000 00 00 00000001 00000002");

        Assert.True(WireFormat.TryDecode<ConsumerGroupHeartbeatResponse>((byte[])[.. before, .. Hex.Bytes("ff 00")], 0, out var none));
        Assert.Null(none.Assignment);
        Assert.True(WireFormat.TryDecode<ConsumerGroupHeartbeatResponse>((byte[])[.. before, .. Hex.Bytes("01 01 00 00")], 0, out var some));
        Assert.Empty(some.Assignment!.TopicPartitions);
        Assert.False(WireFormat.TryDecode<ConsumerGroupHeartbeatResponse>((byte[])[.. before, .. Hex.Bytes("00 00")], 0, out _));
        Assert.False(WireFormat.TryDecode<ConsumerGroupHeartbeatResponse>((byte[])[.. before, .. Hex.Bytes("02 01 00 00")], 0, out _));
    }

    private static long Bound(int inputBytes) => ((long)inputBytes * KafkaReader.BudgetFactor) + KafkaReader.BudgetConstant + ExceptionBytes;

    private static void AssertBounded(WireCase wire, byte[] bytes, short version)
    {
        var allocated = AllocatedBy(() =>
        {
            try
            {
                wire.Read(bytes, version);
            }
            catch (MalformedMessageException)
            {
                // The one way to refuse; anything else fails the test.
            }
        });
        Assert.True(allocated <= Bound(bytes.Length), $"{wire} v{version}: {allocated} bytes allocated for {bytes.Length}");
    }

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
