using System.Buffers;

namespace RaftLog.Protocol;

/// <summary>
/// Record batches that write themselves into a response, so that a fetch needs no intermediate array: whatever holds the
/// batches
/// (cached payloads, a read buffer) copies straight to the connection's pipe.
/// </summary>
public interface IRecordsSource
{
    /// <summary>Total length in bytes; must not change between sizing and writing.</summary>
    int Length { get; }

    /// <summary>Writes exactly <see cref="Length"/> bytes.</summary>
    void WriteTo(IBufferWriter<byte> output);
}
