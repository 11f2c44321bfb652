using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using CsCheck;
using RaftLog.Coordination.Metadata;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Tests.Metadata;

public class MetadataRecordCodecTests
{
    private static readonly Guid Topic = new("11223344-5566-7788-99aa-bbccddeeff00");

    private static readonly MetadataRecord[] OneOfEach =
    [
        new FormatLevelRecord(1),
        new FeatureLevelRecord("metadata.version", 29, 3),
        new RegisterBrokerRecord(Controller.Broker(1, "zone-a") with { IsFenced = true }),
        new FenceBrokerRecord(new NodeId(1), true),
        new UnregisterBrokerRecord(new NodeId(4)),
        new CreateTopicRecord("orders", Topic, true, [[Replica(1), Replica(2)], [Replica(2), Replica(3)], [Replica(3)]]),
        new AddPartitionsRecord(Topic, 3, [[Replica(7)]]),
        new DeleteTopicRecord("orders", Topic),
        new ConfirmTopicDeletionsRecord(new NodeId(2), [Topic]),
        new SetTopicConfigsRecord(Topic, [new("retention.ms", "1"), new("segment.ms", null)]),
        new SetBrokerConfigsRecord(NodeId.None, [new("log.retention.ms", "1")]),
        new AllocateProducerIdsRecord(new NodeId(1), 1000),
        new RetainDeletedTopicRecord(new() { Id = Topic, Name = "orders", AwaitedBrokers = [1, 3] }),
    ];

    [Fact]
    public void Every_record_type_comes_back_as_it_was()
    {
        Assert.Equal(Enum.GetValues<MetadataRecordType>().Skip(1), OneOfEach.Select(static r => r.Type));
        var bytes = Write(OneOfEach);

        var read = MetadataRecordCodec.Read(bytes);

        Assert.Equal(bytes, Write([.. read]));
        foreach (var (wrote, got) in OneOfEach.Zip(read)) Assert.Equivalent(wrote, got, strict: true);
    }

    [Fact]
    public void The_layout_on_disk_is_this()
    {
        // envelope 1, one record: type 8 (delete topic), version 0, 24 bytes: name, id, no tags; CRC-32C.
        var bytes = Write([new DeleteTopicRecord("orders", Topic)]);

        Assert.Equal("0101080018076F7264657273112233445566778899AABBCCDDEEFF0000", Convert.ToHexString(bytes.AsSpan(..^4)));
        Assert.Equal(0xE3069283u, Crc("123456789"u8));
        Assert.Equal(Crc(bytes.AsSpan(..^4)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(^4..)));
    }

    [Fact]
    public void Every_truncation_is_a_typed_failure()
    {
        var bytes = Write(OneOfEach);

        for (var length = 0; length < bytes.Length; length++)
        {
            var failure = Assert.Throws<MetadataFormatException>(() => MetadataRecordCodec.Read(bytes.AsMemory(0, length)));
            Assert.Equal(MetadataFormatFailure.Corrupt, failure.Failure);
        }
    }

    [Fact]
    public void Every_flipped_bit_is_a_typed_failure()
    {
        var bytes = Write(OneOfEach);

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            var failure = Assert.Throws<MetadataFormatException>(() => MetadataRecordCodec.Read(flipped));
            Assert.Equal(MetadataFormatFailure.Corrupt, failure.Failure);
        }
    }

    [Fact]
    public void Damage_that_the_checksum_does_not_show_gives_records_or_a_typed_failure_and_nothing_else()
    {
        var bytes = Write(OneOfEach);
        var failures = 0;
        Gen.Select(Gen.Int[0, bytes.Length - 5], Gen.Byte, Gen.Int[0, bytes.Length - 5], Gen.Byte).Sample(
            (first, firstValue, second, secondValue) =>
            {
                var damaged = (byte[])bytes.Clone();
                damaged[first] = firstValue;
                damaged[second] = secondValue;
                Seal(damaged);
                try
                {
                    MetadataRecordCodec.Read(damaged);
                }
                catch (MetadataFormatException)
                {
                    Interlocked.Increment(ref failures);
                }
            },
            iter: 20_000,
            threads: 1);
        Assert.True(failures > 1000, $"only {failures} of the damages were noticed: the test looks past the layouts");
    }

    [Theory]
    [InlineData("02010800", MetadataFormatFailure.UnsupportedEnvelope)]
    [InlineData("01010E0000", MetadataFormatFailure.UnknownRecordType)]
    [InlineData("0101000000", MetadataFormatFailure.UnknownRecordType)]
    [InlineData("0101040100", MetadataFormatFailure.UnsupportedRecordVersion)]
    [InlineData("01010400050000000101", MetadataFormatFailure.MalformedRecord)] // a body that ends before its tags
    [InlineData("010104000600000001010000", MetadataFormatFailure.MalformedRecord)] // a byte after the last record
    [InlineData("010104000800000001010105AA", MetadataFormatFailure.MalformedRecord)] // a tag nobody of ours writes
    [InlineData("01FFFFFFFF0F04", MetadataFormatFailure.MalformedRecord)] // four billion records
    [InlineData("01010400FFFFFFFF0F", MetadataFormatFailure.MalformedRecord)] // a body of four billion bytes
    [InlineData("0101040006FFFFFFFE0100", MetadataFormatFailure.MalformedRecord)] // node -2
    public void What_this_release_does_not_know_is_never_skipped(string hex, MetadataFormatFailure expected)
    {
        var failure = Assert.Throws<MetadataFormatException>(() => MetadataRecordCodec.Read(Sealed(hex)));

        Assert.Equal(expected, failure.Failure);
    }

    [Fact]
    public void Voters_that_contradict_each_other_are_refused()
    {
        // A topic "t" with one replica, whose only partition names replica 1 of 0..0.
        var bytes = Sealed("01" + "01" + "06" + "00" + "30" + "0274" + "11223344556677889900AABBCCDDEEFF" + "00"
            + "0200000001" + "0211223344556677889900AABBCCDDEEFF" + "020001" + "020001" + "00");

        var failure = Assert.Throws<MetadataFormatException>(() => MetadataRecordCodec.Read(bytes));

        Assert.Equal(MetadataFormatFailure.MalformedRecord, failure.Failure);
        Assert.Contains("voter position", failure.Message, StringComparison.Ordinal);
    }

    private static ReplicaIdentity Replica(int id) => Controller.Broker(id).Identity;

    private static byte[] Write(IReadOnlyCollection<MetadataRecord> records)
    {
        var output = new ArrayBufferWriter<byte>();
        MetadataRecordCodec.Write(output, records);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Sealed(string hex)
    {
        byte[] bytes = [.. Convert.FromHexString(hex), 0, 0, 0, 0];
        Seal(bytes);
        return bytes;
    }

    private static void Seal(byte[] bytes) => BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(^4..), Crc(bytes.AsSpan(..^4)));

    /// <summary>Byte by byte, so that it shares nothing with the codec's loop but the instruction.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var single in bytes) crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}
