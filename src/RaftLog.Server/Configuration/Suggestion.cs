namespace RaftLog.Server.Configuration;

/// <summary>Finds the name somebody probably meant.</summary>
internal static class Suggestion
{
    /// <summary>The candidate nearest to <paramref name="typed"/>, or null when none is near: at most a third of its letters may differ.</summary>
    public static string? For(string typed, IEnumerable<string> candidates)
    {
        string? best = null;
        var bestDistance = Math.Max(1, typed.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(typed.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance >= bestDistance) continue;
            best = candidate;
            bestDistance = distance;
        }

        return best;
    }

    /// <summary>The rest of an "unknown key" message: the nearest name, else all of them when they are few.</summary>
    public static string Hint(string typed, IReadOnlyCollection<string> candidates)
    {
        var nearest = For(typed, candidates);
        if (nearest is not null) return $"; did you mean '{nearest}'?";
        return candidates.Count is > 0 and <= 10 ? "; expected one of " + string.Join(", ", candidates) : "";
    }

    /// <summary>Edits between two words; a swap of neighbours counts as one (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) table[0, j] = j;

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(substitution, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (swapped) table[i, j] = Math.Min(table[i, j], 1 + table[i - 2, j - 2]);
            }
        }

        return table[a.Length, b.Length];
    }
}
