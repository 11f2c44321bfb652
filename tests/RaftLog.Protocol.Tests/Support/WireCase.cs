using System.Reflection;

namespace RaftLog.Protocol.Tests.Support;

/// <summary>One declared message type, whatever its kind, with what a test needs to drive it.</summary>
public sealed class WireCase
{
    private delegate IWireMessage ReadMessage(ref KafkaReader reader, short version);

    private readonly ReadMessage _read;

    private WireCase(Type type, VersionRange versions, short firstFlexibleVersion, ReadMessage read)
    {
        Type = type;
        Versions = versions;
        FirstFlexibleVersion = firstFlexibleVersion;
        _read = read;
    }

    public Type Type { get; }

    public VersionRange Versions { get; }

    public short FirstFlexibleVersion { get; }

    public IEnumerable<short> EachVersion
    {
        get
        {
            for (var version = Versions.Lowest; version <= Versions.Highest; version++) yield return version;
        }
    }

    /// <summary>Every message and record declared in RaftLog.Protocol.</summary>
    public static IReadOnlyList<WireCase> All { get; } =
        [.. typeof(IWireMessage).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IWireMessage)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(Of)];

    public bool IsFlexible(short version) => version >= FirstFlexibleVersion;

    public IWireMessage New() => (IWireMessage)Activator.CreateInstance(Type)!;

    public IWireMessage Read(ReadOnlyMemory<byte> bytes, short version, out int remaining)
    {
        var reader = new KafkaReader(bytes);
        var message = _read(ref reader, version);
        remaining = reader.Remaining;
        return message;
    }

    /// <summary>Reads with a budget that cannot be exceeded, and tells what was charged to it.</summary>
    public IWireMessage ReadCharging(ReadOnlyMemory<byte> bytes, short version, out long charged)
    {
        var reader = new KafkaReader(bytes, long.MaxValue);
        var message = _read(ref reader, version);
        charged = long.MaxValue - reader.BudgetLeft;
        return message;
    }

    public IWireMessage Read(ReadOnlyMemory<byte> bytes, short version) => Read(bytes, version, out _);

    public override string ToString() => Type.Name;

    private static WireCase Of(Type type) =>
        (WireCase)typeof(WireCase).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, null)!;

    private static WireCase Create<T>() where T : class, IWireMessage<T> =>
        new(typeof(T), T.Versions, T.FirstFlexibleVersion, static (ref reader, version) => T.Read(ref reader, version));
}
