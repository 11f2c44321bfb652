using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>Majorities. A set of n voters decides with n / 2 + 1 of them.</summary>
internal static class Quorum
{
    public static int MajorityOf(int voters) => (voters / 2) + 1;

    /// <summary>The highest value that a majority has reached; reorders <paramref name="values"/>.</summary>
    public static long ReachedByMajority(Span<long> values)
    {
        Invariant.Check(values.Length > 0);

        // Insertion sort: sets are small, and nothing is allocated.
        for (var i = 1; i < values.Length; i++)
        {
            var value = values[i];
            var slot = i - 1;
            for (; slot >= 0 && values[slot] > value; slot--) values[slot + 1] = values[slot];
            values[slot + 1] = value;
        }

        return values[values.Length - MajorityOf(values.Length)];
    }
}
