namespace RaftLog.Protocol.Tests.Support;

/// <summary>Fills messages with random values that a given version can carry; everything it cannot carry stays at its
/// default.</summary>
public sealed class RandomMessages(int seed)
{
    private const int ElementsMax = 3;
    private readonly Random _random = new(seed);

    public IWireMessage Create(WireCase wire, short version)
    {
        var message = wire.New();
        Fill(message, version);
        return message;
    }

    private void Fill(object target, short version)
    {
        foreach (var field in DeclaredField.Of(target.GetType()))
        {
            if (!field.IsCarriedBy(version)) continue;
            if (field.IsTagged && _random.Next(2) == 0) continue;
            field.Property.SetValue(target, Value(field, version));
        }
    }

    private object? Value(DeclaredField field, short version)
    {
        if (field.MayBeNullIn(version) && _random.Next(4) == 0) return field.Type == typeof(WireRecords) ? WireRecords.Null : null;
        if (!field.IsList) return Scalar(field.Element, version);
        var list = (System.Collections.IList)Activator.CreateInstance(field.Type)!;
        var count = _random.Next(ElementsMax + 1);
        for (var i = 0; i < count; i++) list.Add(Scalar(field.Element, version));
        return list;
    }

    private object Scalar(Type type, short version)
    {
        if (type == typeof(bool)) return _random.Next(2) == 1;
        if (type == typeof(string)) return Text();
        if (type == typeof(Guid)) return new Guid(Bytes(16));
        if (type == typeof(double)) return _random.NextDouble() * 1e9;
        if (type == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>(Bytes(_random.Next(200)));
        if (type == typeof(WireRecords)) return new WireRecords(Bytes(_random.Next(300)).AsMemory());
        if (type.IsEnum) return Enum.ToObject(type, (short)Number(short.MinValue, short.MaxValue));
        if (type == typeof(sbyte)) return (sbyte)Number(sbyte.MinValue, sbyte.MaxValue);
        if (type == typeof(short)) return (short)Number(short.MinValue, short.MaxValue);
        if (type == typeof(ushort)) return (ushort)Number(ushort.MinValue, ushort.MaxValue);
        if (type == typeof(int)) return (int)Number(int.MinValue, int.MaxValue);
        if (type == typeof(uint)) return (uint)Number(uint.MinValue, uint.MaxValue);
        if (type == typeof(long)) return Number(long.MinValue, long.MaxValue);
        var row = Activator.CreateInstance(type)!;
        Fill(row, version);
        return row;
    }

    private long Number(long low, long high) => _random.Next(4) switch
    {
        0 => low,
        1 => high,
        _ => _random.NextInt64(low, high),
    };

    private string Text()
    {
        string[] pieces = ["", "a", "orders", "größe", "主题", "🦜", new string('x', 130)];
        return pieces[_random.Next(pieces.Length)] + _random.Next(1000);
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
