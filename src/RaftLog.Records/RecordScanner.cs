using System.Buffers;
using System.Runtime.CompilerServices;
using RaftLog.Records.Compression;

namespace RaftLog.Records;

/// <summary>
/// Walks the records of a batch for what the broker wants to know of each (offset delta, timestamp delta, whether it has a
/// key), compressed or not. A compressed block streams through a pooled buffer of <see cref="ScratchBytes"/>, however large
/// its records are; nothing of it is kept. Allocates nothing for uncompressed batches.
/// </summary>
internal ref struct RecordScanner
{
    /// <summary>A batch of librdkafka's default size mostly fits; a record above it is walked in pieces.</summary>
    internal const int ScratchBytes = 64 * 1024;

    private readonly ReadOnlySpan<byte> _compressed;
    private readonly Decompressor? _decompressor;
    private byte[]? _scratch;
    private ReadOnlySpan<byte> _window;
    private int _at;
    private int _remaining;
    private bool _sourceEnded;

    /// <summary>Over the records of <paramref name="batch"/>, whose frame the caller has checked.</summary>
    internal RecordScanner(ReadOnlySpan<byte> batch, int decompressedBytesMax)
    {
        var header = new RecordBatchHeader(batch);
        var block = batch[RecordBatchHeader.Bytes..];
        _remaining = header.RecordsCount;
        if (_remaining < 0) Fault = RecordFault.FieldInvalid;
        if (header.Codec == CompressionCodec.None)
        {
            _window = block;
            _sourceEnded = true;
            return;
        }

        _compressed = block;
        _decompressor = Decompressor.TryCreate(header.Codec, decompressedBytesMax);
        if (_decompressor is null) Fault = RecordFault.CompressionInvalid;
        else _scratch = ArrayPool<byte>.Shared.Rent(ScratchBytes);
    }

    /// <summary>Offset delta of the record last moved to.</summary>
    public int OffsetDelta { get; private set; }

    /// <summary>Timestamp delta of the record last moved to.</summary>
    public long TimestampDelta { get; private set; }

    /// <summary>Whether the record last moved to has a key.</summary>
    public bool HasKey { get; private set; }

    /// <summary>Why the walk ended early.</summary>
    public RecordFault Fault { get; private set; }

    /// <summary>Moves to the next record; false at the end or at the first fault.</summary>
    public bool MoveNext()
    {
        if (Fault != RecordFault.None) return false;
        if (_remaining == 0) return CheckEnd();
        _remaining--;
        if (!RecordLayout.TryReadInt32(_window, ref _at, out var length) && !TryReadLengthAcrossWindows(out length)) return false;
        if (length < 0) return Fail(RecordFault.FieldInvalid);
        if (length > _window.Length - _at && !TryBuffer(length))
        {
            if (Fault != RecordFault.None) return false;
            return _sourceEnded ? Fail(RecordFault.Truncated) : WalkInPieces(length);
        }

        var fault = RecordLayout.Parse(_window.Slice(_at, length), out var record);
        if (fault != RecordFault.None) return Fail(fault);
        _at += length;
        OffsetDelta = record.OffsetDelta;
        TimestampDelta = record.TimestampDelta;
        HasKey = record.KeyLength >= 0;
        return true;
    }

    /// <summary>Returns the scratch buffer and the decoder's memory.</summary>
    public void Dispose()
    {
        _decompressor?.Dispose();
        if (_scratch is null) return;
        ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = null;
        _window = default;
    }

    private bool CheckEnd()
    {
        if (_at == _window.Length && !_sourceEnded) TryBuffer(1);
        if (Fault == RecordFault.None && _at != _window.Length) Fault = RecordFault.TrailingBytes;
        return false;
    }

    private bool TryReadLengthAcrossWindows(out int length)
    {
        TryBuffer(VarInt.Int32BytesMax);
        length = 0;
        if (Fault != RecordFault.None) return false;
        var status = VarInt.ReadInt32(_window[_at..], out length, out var bytesRead);
        _at += bytesRead;
        if (status == OperationStatus.Done) return true;
        return Fail(status == OperationStatus.NeedMoreData ? RecordFault.Truncated : RecordFault.FieldInvalid);
    }

    /// <summary>
    /// Reads on until the window holds <paramref name="bytes"/> from here. False when it cannot: the block has ended, the scratch
    /// buffer is too small, or decompression failed, which is then the <see cref="Fault"/>.
    /// </summary>
    private bool TryBuffer(int bytes)
    {
        if (_window.Length - _at >= bytes) return true;
        if (_scratch is null || bytes > ScratchBytes) return false;
        var kept = _window.Length - _at;
        _window[_at..].CopyTo(_scratch);
        _at = 0;
        while (kept < bytes && !_sourceEnded)
        {
            // The whole rest of the buffer is offered, so that small reads do not add up.
            var fault = _decompressor!.Read(_compressed, _scratch.AsSpan(kept, ScratchBytes - kept), out var written);
            if (fault != RecordFault.None) return Fail(fault);
            _sourceEnded = written == 0;
            kept += written;
        }

        _window = _scratch.AsSpan(0, kept);
        return kept >= bytes;
    }

    /// <summary>A record larger than the scratch buffer: keys and values are passed over as they come by.</summary>
    private bool WalkInPieces(int length)
    {
        var left = length;
        if (!Pass(ref left, 1) || !Read(ref left, VarInt.Int64BytesMax, out var timestampDelta)) return false;
        if (!Read(ref left, VarInt.Int32BytesMax, out var offsetDelta)) return false;
        if (!Read(ref left, VarInt.Int32BytesMax, out var keyLength) || !PassField(ref left, keyLength, -1)) return false;
        if (!Read(ref left, VarInt.Int32BytesMax, out var valueLength) || !PassField(ref left, valueLength, -1)) return false;
        if (!Read(ref left, VarInt.Int32BytesMax, out var headersCount)) return false;
        if (headersCount < 0 || headersCount > left / 2) return Fail(RecordFault.FieldInvalid);
        for (var i = 0L; i < headersCount; i++)
        {
            if (!Read(ref left, VarInt.Int32BytesMax, out var headerKeyLength) || !PassField(ref left, headerKeyLength, 0)) return false;
            if (!Read(ref left, VarInt.Int32BytesMax, out var headerValueLength) || !PassField(ref left, headerValueLength, -1)) return false;
        }

        if (left != 0) return Fail(RecordFault.LengthMismatch);
        OffsetDelta = (int)offsetDelta;
        TimestampDelta = timestampDelta;
        HasKey = keyLength >= 0;
        return true;
    }

    private bool Read(ref int left, int bytesMax, out long value)
    {
        value = 0;
        TryBuffer(Math.Min(left, bytesMax));
        if (Fault != RecordFault.None) return false;
        var available = _window[_at..];
        var field = available[..Math.Min(left, available.Length)];
        OperationStatus status;
        int bytesRead;
        if (bytesMax == VarInt.Int64BytesMax)
        {
            status = VarInt.ReadInt64(field, out value, out bytesRead);
        }
        else
        {
            status = VarInt.ReadInt32(field, out var narrow, out bytesRead);
            value = narrow;
        }

        if (status == OperationStatus.NeedMoreData && field.Length < left) return Fail(RecordFault.Truncated);
        if (status != OperationStatus.Done) return Fail(RecordFault.FieldInvalid);
        _at += bytesRead;
        left -= bytesRead;
        return true;
    }

    private bool PassField(ref int left, long length, int lengthMin)
    {
        if (length < lengthMin || length > left) return Fail(RecordFault.FieldInvalid);
        return length <= 0 || Pass(ref left, (int)length);
    }

    private bool Pass(ref int left, int bytes)
    {
        left -= bytes;
        while (true)
        {
            var step = Math.Min(bytes, _window.Length - _at);
            _at += step;
            bytes -= step;
            if (bytes == 0) return true;
            if (TryBuffer(1)) continue;
            return Fault == RecordFault.None ? Fail(RecordFault.Truncated) : false;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Fail(RecordFault fault)
    {
        Fault = fault;
        return false;
    }
}
