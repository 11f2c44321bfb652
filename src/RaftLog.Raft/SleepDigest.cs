using System.Buffers.Binary;

namespace RaftLog.Raft;

/// <summary>
/// A set of <see cref="SleepTie"/>s in 12 bytes, which brokers exchange instead of the set. It is a sum, so ties are added and taken out
/// in any order at no cost.
/// </summary>
/// <param name="Count">How many ties.</param>
/// <param name="Sum">The sum of their hashes modulo 2^64.</param>
public readonly record struct SleepDigest(int Count, ulong Sum)
{
    /// <summary>The digest with one tie more.</summary>
    public SleepDigest With(in SleepTie tie) => new(Count + 1, unchecked(Sum + HashOf(tie)));

    /// <summary>The digest with one tie less.</summary>
    public SleepDigest Without(in SleepTie tie) => new(Count - 1, unchecked(Sum - HashOf(tie)));

    /// <summary>The same on every machine and in every process, unlike <see cref="object.GetHashCode"/>.</summary>
    private static ulong HashOf(in SleepTie tie)
    {
        Span<byte> bytes = stackalloc byte[16];
        tie.Group.TopicId.TryWriteBytes(bytes, bigEndian: true, out _);
        var hash = Mix(BinaryPrimitives.ReadUInt64BigEndian(bytes));
        hash = Mix(hash ^ BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        hash = Mix(hash ^ (uint)tie.Group.Partition);
        hash = Mix(hash ^ (uint)tie.Term.Value);
        return Mix(hash ^ (ulong)tie.LastIndex.Value);
    }

    // The finalizer of splitmix64: every input bit moves half of the output bits.
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15UL;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }
}
