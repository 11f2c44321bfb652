using System.Buffers;

namespace RaftLog.Protocol.Tests.Support;

/// <summary>Writes into an array that is large enough.</summary>
public sealed class FixedBuffer(byte[] array) : IBufferWriter<byte>
{
    private int _written;

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => array.AsMemory(_written);

    public Span<byte> GetSpan(int sizeHint = 0) => array.AsSpan(_written);
}
