namespace RaftLog.Protocol.Generator.Model;

/// <summary>What a value is on the wire.</summary>
internal enum WireKind
{
    Boolean,
    Int8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    Float64,
    Uuid,
    String,
    Bytes,
    Records,
    Row,
}

internal static class WireKinds
{
    /// <summary>Bytes on the wire of a value whose size never varies; 0 for the others.</summary>
    public static int FixedSize(this WireKind kind) => kind switch
    {
        WireKind.Boolean or WireKind.Int8 => 1,
        WireKind.Int16 or WireKind.UInt16 => 2,
        WireKind.Int32 or WireKind.UInt32 => 4,
        WireKind.Int64 or WireKind.Float64 => 8,
        WireKind.Uuid => 16,
        _ => 0,
    };

    /// <summary>Bytes an element takes in a list.</summary>
    public static int SlotSize(this WireKind kind) => kind switch
    {
        WireKind.String or WireKind.Row => 8,
        WireKind.Bytes => 16,
        WireKind.Records => 32,
        _ => kind.FixedSize(),
    };

    /// <summary>Bytes a field takes in an object, rounded up to 8: the memory budget may be generous, never short.</summary>
    public static int FieldSize(this WireKind kind, bool isNullable) => kind switch
    {
        WireKind.Uuid => 16,
        WireKind.Bytes => isNullable ? 24 : 16,
        WireKind.Records => 32,
        _ => 8,
    };
}
