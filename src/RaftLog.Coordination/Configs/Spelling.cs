namespace RaftLog.Coordination.Configs;

/// <summary>Finds what a misspelt name most likely was meant to be.</summary>
internal static class Spelling
{
    /// <summary>Longer texts are not names, and comparing them would cost their square.</summary>
    private const int NameLengthMax = 100;

    /// <summary>
    /// The candidate with the fewest edits, at most a third of the name's length; the first of several equally close ones. Case
    /// and the separators <c>. _ -</c> count for nothing, since they are what people mix up.
    /// </summary>
    public static string? Closest(string name, IEnumerable<string> candidates)
    {
        if (name.Length > NameLengthMax) return null;
        var wanted = Fold(name);
        var bestDistance = Math.Max(1, wanted.Length / 3) + 1;
        string? best = null;
        foreach (var candidate in candidates)
        {
            var distance = Distance(wanted, Fold(candidate), bestDistance);
            if (distance >= bestDistance) continue;
            bestDistance = distance;
            best = candidate;
        }

        return best;
    }

    private static string Fold(string name) =>
        string.Concat(name.Where(static c => c is not ('.' or '_' or '-'))).ToLowerInvariant();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours; <paramref name="limit"/> when at least that many.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit) return limit;
        var beforePrevious = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
                }
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return Math.Min(previous[b.Length], limit);
    }
}
