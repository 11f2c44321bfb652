using System.Buffers.Binary;
using System.Numerics;

namespace RaftLog.Storage.Node;

/// <summary>CRC-32C over a few dozen bytes: the node's small files need no more than the processor's plain instruction.</summary>
internal static class Checksum
{
    /// <summary>The CRC-32C of <paramref name="bytes"/>, carried on from <paramref name="seed"/> (0 to start afresh).</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var crc = ~seed;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
