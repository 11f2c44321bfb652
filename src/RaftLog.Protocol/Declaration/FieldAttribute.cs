namespace RaftLog.Protocol;

/// <summary>
/// Declares a partial property as a field on the wire; the order of declaration is the order on the wire. The wire type follows
/// the property's type: <c>sbyte, short, ushort, int, uint, long, double, bool, string, Guid</c> (uuid),
/// <c>ReadOnlyMemory&lt;byte&gt;</c> (bytes), <see cref="WireRecords"/> (records), a 16-bit enum, a partial class nested
/// in the message (a row),
/// or a <c>List&lt;T&gt;</c> of one of them.
/// </summary>
/// <param name="versions">The message versions that carry the field: <c>"3+"</c>, <c>"0-12"</c> or <c>"1"</c>.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class FieldAttribute(string versions) : Attribute
{
    /// <summary>The message versions that carry the field.</summary>
    public string Versions { get; } = versions;

    /// <summary>
    /// The versions in which null may travel. A field that may be null in all its versions starts as null unless
    /// <see cref="Default"/> says otherwise; any other starts empty.
    /// </summary>
    public string? Nullable { get; init; }

    /// <summary>The value a new message starts with, and that of a field the version does not carry. Zero, false or empty
    /// when absent.</summary>
    public object? Default { get; init; }

    /// <summary>The tag under which the field travels in the tagged section; -1: it is an ordinary field. A tagged field
    /// at its default is omitted.</summary>
    public int Tag { get; init; } = -1;

    /// <summary>
    /// The field may be dropped when the version written does not carry it. Without this, writing a value other than the
    /// default throws
    /// <see cref="MessageNotEncodableException"/>, except in responses: the asker chose the version, so dropping is the
    /// only answer.
    /// </summary>
    public bool Ignorable { get; init; }

    /// <summary>The field keeps the old 16-bit length even in flexible versions (only the request header's client
    /// id).</summary>
    public bool NeverFlexible { get; init; }
}
