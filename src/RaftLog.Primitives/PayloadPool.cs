using System.Collections.Concurrent;
using System.Numerics;

namespace RaftLog.Primitives;

/// <summary>
/// Where <see cref="Payload"/>s come from: buffers in size classes four to an octave (waste at most 25 %), kept up to a bound of
/// bytes so that steady traffic allocates nothing. Buffers above the largest class are allocated and left to the collector.
/// </summary>
/// <param name="retainedBytesMax">How many idle bytes the pool keeps at most.</param>
/// <param name="poisonOnReturn">
/// Overwrites returned buffers with 0xDD and never hands them out again, so that a use after release shows (tests).
/// </param>
public sealed class PayloadPool(long retainedBytesMax = 64 << 20, bool poisonOnReturn = false)
{
    private const int SmallestBits = 8;
    private const int LargestBits = 21;
    private const int StepsPerOctave = 4;
    private const byte Poison = 0xDD;

    private readonly ConcurrentQueue<Payload>[] _classes = CreateClasses();
    private long _retainedBytes;

    /// <summary>Idle bytes kept at the moment.</summary>
    public long RetainedBytes => Interlocked.Read(ref _retainedBytes);

    /// <summary>Rents a buffer of exactly <paramref name="length"/> visible bytes, with one reference. Contents are undefined.</summary>
    public Payload Rent(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var sizeClass = ClassOf(length);
        if (sizeClass < 0) return new Payload(this, GC.AllocateUninitializedArray<byte>(length), -1).Start(length);
        if (_classes[sizeClass].TryDequeue(out var kept))
        {
            Interlocked.Add(ref _retainedBytes, -kept.Array.Length);
            return kept.Start(length);
        }

        return new Payload(this, GC.AllocateUninitializedArray<byte>(SizeOf(sizeClass)), sizeClass).Start(length);
    }

    /// <summary>Rents a buffer and copies <paramref name="bytes"/> into it.</summary>
    public Payload Copy(ReadOnlySpan<byte> bytes)
    {
        var payload = Rent(bytes.Length);
        bytes.CopyTo(payload.Span);
        return payload;
    }

    internal void Return(Payload payload)
    {
        if (poisonOnReturn)
        {
            payload.Array.AsSpan().Fill(Poison);
            return;
        }

        if (payload.SizeClass < 0) return;
        if (Interlocked.Add(ref _retainedBytes, payload.Array.Length) > retainedBytesMax)
        {
            Interlocked.Add(ref _retainedBytes, -payload.Array.Length);
            return;
        }

        _classes[payload.SizeClass].Enqueue(payload);
    }

    /// <summary>The smallest class that holds <paramref name="length"/> bytes, or -1 above the largest.</summary>
    private static int ClassOf(int length)
    {
        if (length <= 1 << SmallestBits) return 0;
        if (length > 1 << LargestBits) return -1;
        var octave = BitOperations.Log2((uint)(length - 1));
        var step = (length - 1) >> (octave - 2) & (StepsPerOctave - 1);
        return ((octave - SmallestBits) * StepsPerOctave) + step + 1;
    }

    private static int SizeOf(int sizeClass)
    {
        if (sizeClass == 0) return 1 << SmallestBits;
        var octave = SmallestBits + ((sizeClass - 1) / StepsPerOctave);
        var step = (sizeClass - 1) % StepsPerOctave;
        return (StepsPerOctave + step + 1) << (octave - 2);
    }

    private static ConcurrentQueue<Payload>[] CreateClasses()
    {
        var classes = new ConcurrentQueue<Payload>[((LargestBits - SmallestBits) * StepsPerOctave) + 1];
        for (var i = 0; i < classes.Length; i++) classes[i] = new ConcurrentQueue<Payload>();
        return classes;
    }
}
