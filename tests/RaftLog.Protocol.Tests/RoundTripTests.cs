using RaftLog.Protocol.Tests.Support;

namespace RaftLog.Protocol.Tests;

public sealed class RoundTripTests
{
    private const int InstancesPerVersion = 12;

    public static TheoryData<WireCase> Messages => [.. WireCase.All];

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Every_version_reads_back_what_it_wrote(WireCase wire)
    {
        foreach (var version in wire.EachVersion)
        {
            for (var seed = 0; seed < InstancesPerVersion; seed++)
            {
                var message = seed == 0 ? wire.New() : new RandomMessages(seed).Create(wire, version);
                if (seed == 0 && !IsEncodable(message, version)) continue;

                var bytes = WireFormat.Encode(message, version);
                var read = wire.Read(bytes, version, out var remaining);

                Assert.Null(DeepComparison.FirstDifference(message, read, $"{wire} v{version} seed {seed}"));
                Assert.Equal(0, remaining);
                Assert.Equal(bytes, WireFormat.Encode(read, version));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Every_truncation_of_every_version_is_refused(WireCase wire)
    {
        foreach (var version in wire.EachVersion)
        {
            var bytes = WireFormat.Encode(new RandomMessages(seed: 7).Create(wire, version), version);
            for (var length = 0; length < bytes.Length; length++)
            {
                var cut = bytes.AsMemory(0, length);
                Assert.Throws<MalformedMessageException>(() => wire.Read(cut, version));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Unknown_tagged_fields_are_skipped(WireCase wire)
    {
        foreach (var version in wire.EachVersion.Where(wire.IsFlexible))
        {
            var message = wire.New();
            if (!IsEncodable(message, version)) continue;
            var bytes = WireFormat.Encode(message, version);
            Assert.Equal(0, bytes[^1]); // at their defaults no tagged fields travel, so the last byte is the empty section

            // Tag 100 with three bytes, tag 16,383 with none.
            byte[] withUnknown = [.. bytes[..^1], 2, 100, 3, 1, 2, 3, 0xff, 0x7f, 0];
            var read = wire.Read(withUnknown, version, out var remaining);

            Assert.Null(DeepComparison.FirstDifference(message, read));
            Assert.Equal(0, remaining);
        }
    }

    // A few messages have no encodable default: a field that may be null only in later versions starts as null.
    private static bool IsEncodable(IWireMessage message, short version)
    {
        try
        {
            message.ComputeSize(version);
            return true;
        }
        catch (MessageNotEncodableException)
        {
            return false;
        }
    }
}
