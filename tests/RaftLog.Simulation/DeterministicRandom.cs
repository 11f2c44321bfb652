namespace RaftLog.Simulation;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and runtime. Not thread-safe.</summary>
public sealed class DeterministicRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 (inclusive) to <paramref name="end"/> (exclusive), which is at least 1.</summary>
    public int Next(int end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(end, 1);
        return (int)(NextUInt64() % (ulong)end);
    }

    /// <summary>A number from 0 (inclusive) to <paramref name="end"/> (exclusive), which is at least 1.</summary>
    public long NextInt64(long end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(end, 1);
        return (long)(NextUInt64() % (ulong)end);
    }

    /// <summary>True with the given probability, from 0 to 1.</summary>
    public bool Chance(double probability) => (NextUInt64() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>A generator of its own, for a part whose draws must not shift those of the others.</summary>
    public DeterministicRandom Fork() => new(NextUInt64());

    internal DeterministicRandom Clone() => new(_state);
}
