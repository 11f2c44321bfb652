namespace RaftLog.Raft.Tests.Harness;

/// <summary>xorshift64*: small, and the same on every platform.</summary>
internal sealed class SeededRandom(ulong seed) : IRandom
{
    private ulong _state = (seed * 0x9E3779B97F4A7C15UL) | 1;

    public int Next(int exclusiveMax)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 0x2545F4914F6CDD1DUL >> 33) % (ulong)exclusiveMax);
    }

    public bool Chance(int percent) => Next(100) < percent;
}
