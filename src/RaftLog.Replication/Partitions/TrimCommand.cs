using System.Buffers.Binary;
using RaftLog.Primitives;

namespace RaftLog.Replication.Partitions;

/// <summary>
/// The one command a partition's group knows: move the log's start (retention, DeleteRecords).
/// <code>
/// 0        1          2                10
/// | type=1 | version=1| new log start   |   little-endian
/// </code>
/// </summary>
internal static class TrimCommand
{
    internal const int Length = 10;
    private const byte Type = 1;
    private const byte Version = 1;

    internal static Payload Write(PayloadPool pool, Offset logStartOffset)
    {
        var payload = pool.Rent(Length);
        payload.Span[0] = Type;
        payload.Span[1] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(payload.Span[2..], logStartOffset.Value);
        return payload;
    }

    /// <exception cref="InvalidDataException">The command is of a later version of RaftLog; the replica stops rather than skip it.</exception>
    internal static Offset Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != Length || payload[0] != Type || payload[1] != Version)
            throw new InvalidDataException("A partition command was written by a version of RaftLog this one does not know.");
        return new Offset(BinaryPrimitives.ReadInt64LittleEndian(payload[2..]));
    }
}
