namespace RaftLog.Protocol.Tests;

/// <summary>A record declared outside RaftLog.Protocol, as other projects declare their own.</summary>
[WireRecord("0-2", Flexible = "1+", RecordType = 7)]
internal sealed partial class OwnRecord
{
    [Field("0+")]
    internal partial string Name { get; init; }

    [Field("1+", Default = 42)]
    internal partial ushort Level { get; init; }

    [Field("0+", Nullable = "1+", Default = null)]
    internal partial List<ReadOnlyMemory<byte>>? Blobs { get; init; }

    [Field("2+", Nullable = "2+", Tag = 3)]
    internal partial Place? Home { get; init; }

    [Field("2+", Tag = 1, Default = true)]
    internal partial bool IsActive { get; init; }

    [Field("2+", Tag = 2)]
    internal partial List<Place> Visited { get; init; }

    internal sealed partial class Place
    {
        [Field("0+")]
        internal partial double Latitude { get; init; }

        [Field("0+")]
        internal partial List<bool> Flags { get; init; }
    }
}
