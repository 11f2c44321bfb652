using System.Buffers;

namespace RaftLog.Records;

/// <summary>
/// Walks an uncompressed block of records: <c>while (records.MoveNext()) …</c>, and afterwards <see cref="Fault"/> tells the
/// end from a malformed block. Allocates nothing and throws nothing, whatever the bytes.
/// </summary>
public ref struct RecordEnumerator
{
    private readonly ReadOnlySpan<byte> _block;
    private int _remaining;
    private int _at;
    private RecordView _current;

    /// <summary>Over the <paramref name="recordsCount"/> records that <paramref name="block"/> should hold exactly.</summary>
    public RecordEnumerator(ReadOnlySpan<byte> block, int recordsCount)
    {
        _block = block;
        _remaining = recordsCount;
        Fault = recordsCount < 0 ? RecordFault.FieldInvalid : RecordFault.None;
    }

    /// <summary>The record last moved to.</summary>
    public readonly RecordView Current => _current;

    /// <summary>Why the walk ended early; <see cref="RecordFault.None"/> after the last record.</summary>
    public RecordFault Fault { get; private set; }

    /// <summary>Moves to the next record; false at the end or at the first fault.</summary>
    public bool MoveNext()
    {
        if (Fault != RecordFault.None) return false;
        if (_remaining == 0)
        {
            if (_at != _block.Length) Fault = RecordFault.TrailingBytes;
            return false;
        }

        var status = VarInt.ReadInt32(_block[_at..], out var length, out var prefix);
        if (status != OperationStatus.Done) return Fail(status == OperationStatus.NeedMoreData ? RecordFault.Truncated : RecordFault.FieldInvalid);
        if (length < 0) return Fail(RecordFault.FieldInvalid);
        if (length > _block.Length - _at - prefix) return Fail(RecordFault.Truncated);
        var body = _block.Slice(_at + prefix, length);
        var fault = RecordLayout.Parse(body, out var layout);
        if (fault != RecordFault.None) return Fail(fault);
        _current = new RecordView(body, layout);
        _at += prefix + length;
        _remaining--;
        return true;
    }

    private bool Fail(RecordFault fault)
    {
        Fault = fault;
        _current = default;
        return false;
    }
}
