using System.Buffers;

namespace RaftLog.Protocol;

/// <summary>
/// The value of a <c>records</c> field: null, bytes, or a source that writes itself. What the reader returns is a slice
/// of the frame, not a
/// copy: valid as long as the frame's buffer is.
/// </summary>
public readonly struct WireRecords : IEquatable<WireRecords>
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly IRecordsSource? _source;
    private readonly bool _present;

    /// <summary>Records held in memory.</summary>
    public WireRecords(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        _present = true;
    }

    /// <summary>Records that write themselves.</summary>
    public WireRecords(IRecordsSource source)
    {
        _source = source;
        _present = true;
    }

    /// <summary>No records field at all, which is not the same as zero bytes.</summary>
    public static WireRecords Null => default;

    /// <summary>Zero bytes.</summary>
    public static WireRecords Empty => new(ReadOnlyMemory<byte>.Empty);

    /// <summary>Whether the field is null.</summary>
    public bool IsNull => !_present;

    /// <summary>Length in bytes; 0 when null.</summary>
    public int Length => _source?.Length ?? _bytes.Length;

    /// <summary>The bytes; empty when null. Every value that came from a reader has them.</summary>
    /// <exception cref="InvalidOperationException">The value is a source, which can only be written.</exception>
    public ReadOnlyMemory<byte> Bytes =>
        _source is null ? _bytes : throw new InvalidOperationException("These records are a source: they can be written, not read.");

    /// <summary>Writes the bytes, without a length prefix.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        if (_source is not null) _source.WriteTo(output);
        else output.Write(_bytes.Span);
    }

    /// <summary>Wraps bytes in memory.</summary>
    public static implicit operator WireRecords(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>Wraps bytes in memory.</summary>
    public static implicit operator WireRecords(Memory<byte> bytes) => new((ReadOnlyMemory<byte>)bytes);

    /// <summary>Equal bytes, or the same source.</summary>
    public bool Equals(WireRecords other) =>
        _present == other._present && ReferenceEquals(_source, other._source) && _bytes.Span.SequenceEqual(other._bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WireRecords other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_present, Length);

    /// <summary>Value equality.</summary>
    public static bool operator ==(WireRecords left, WireRecords right) => left.Equals(right);

    /// <summary>Value inequality.</summary>
    public static bool operator !=(WireRecords left, WireRecords right) => !left.Equals(right);
}
