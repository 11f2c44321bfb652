using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaftLog.Fuzz;

/// <summary>
/// SplitMix64. <see cref="Begin"/> makes it a function of (seed, iteration) alone, so that an execution can be repeated
/// without those before it and does not depend on which thread ran it.
/// </summary>
internal sealed class FuzzRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state;

    public void Begin(ulong seed, long iteration) => _state = Mix(seed ^ Mix((ulong)iteration + Golden));

    public ulong NextUInt64()
    {
        _state += Golden;
        return Mix(_state);
    }

    /// <summary>A number in [0, <paramref name="limit"/>).</summary>
    public int Next(int limit) => (int)(((ulong)(uint)NextUInt64() * (uint)limit) >> 32);

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>].</summary>
    public int Between(int low, int high) => low + Next(high - low + 1);

    /// <summary>True once in <paramref name="outOf"/> calls.</summary>
    public bool OneIn(int outOf) => Next(outOf) == 0;

    public void Fill(Span<byte> bytes)
    {
        foreach (ref var word in MemoryMarshal.Cast<byte, ulong>(bytes)) word = NextUInt64();
        for (var i = bytes.Length & ~7; i < bytes.Length; i++) bytes[i] = (byte)NextUInt64();
    }

    /// <summary>A seed for a part of the program that draws on its own, from a seed and the part's name.</summary>
    public static ulong Derive(ulong seed, string name)
    {
        foreach (var character in name) seed = Mix(seed ^ character) + Golden;
        return seed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
