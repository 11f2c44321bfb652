namespace RaftLog.Simulation;

/// <summary>Decides what a crash leaves, one question at a time. The questions depend on the disk's history only.</summary>
internal abstract class CrashChoice
{
    /// <summary>True when a change of a name reached the disk.</summary>
    public abstract bool KeepName();

    /// <summary>How many of <paramref name="changes"/> unsynced changes of a file's length reached the disk, in their order.</summary>
    public abstract int LengthsKept(int changes);

    /// <summary>A length from <paramref name="shortest"/> (exclusive) to <paramref name="longest"/> (inclusive), for a file that was growing.</summary>
    public abstract long LengthBetween(long shortest, long longest);

    /// <summary>How many of a sector's <paramref name="bytes"/> newly written bytes reached the disk: 0, all, or a torn part.</summary>
    public abstract int SectorBytesKept(int bytes);
}

/// <summary>Everything in the page cache survives, or nothing of it.</summary>
internal sealed class UniformChoice(bool keep) : CrashChoice
{
    public override bool KeepName() => keep;

    public override int LengthsKept(int changes) => keep ? changes : 0;

    public override long LengthBetween(long shortest, long longest) => longest;

    public override int SectorBytesKept(int bytes) => keep ? bytes : 0;
}

/// <summary>Random survival, in one of several moods, so that orderly and chaotic remains are both common.</summary>
internal sealed class RandomChoice : CrashChoice
{
    private readonly DeterministicRandom _random;
    private readonly double _keepName;
    private readonly double _keepSector;
    private readonly double _tear;

    public RandomChoice(DeterministicRandom random)
    {
        _random = random;
        double[] moods = [0, 0.1, 0.5, 0.9, 1];
        _keepName = moods[random.Next(moods.Length)];
        _keepSector = moods[random.Next(moods.Length)];
        _tear = random.Chance(0.5) ? 0 : 0.2;
    }

    public override bool KeepName() => _random.Chance(_keepName);

    public override int LengthsKept(int changes) => _random.Chance(0.3) ? changes : _random.Next(changes + 1);

    public override long LengthBetween(long shortest, long longest) =>
        _random.Chance(0.5) ? longest : shortest + 1 + _random.NextInt64(longest - shortest);

    public override int SectorBytesKept(int bytes)
    {
        if (_random.Chance(_tear)) return _random.Next(bytes + 1);
        return _random.Chance(_keepSector) ? bytes : 0;
    }
}

/// <summary>
/// Walks every combination of answers, like an odometer: run the crash, <see cref="Advance"/>, run it again. Torn sectors and
/// interrupted growth are represented by their middle.
/// </summary>
internal sealed class ExhaustiveChoice : CrashChoice
{
    private readonly List<(int Answer, int Answers)> _digits = [];
    private int _next;

    /// <summary>Moves to the next combination; false when all have been seen.</summary>
    public bool Advance()
    {
        _next = 0;
        while (_digits.Count > 0)
        {
            var (answer, answers) = _digits[^1];
            if (answer + 1 < answers)
            {
                _digits[^1] = (answer + 1, answers);
                return true;
            }

            _digits.RemoveAt(_digits.Count - 1);
        }

        return false;
    }

    public override bool KeepName() => Choose(2) == 1;

    public override int LengthsKept(int changes) => Choose(changes + 1);

    public override long LengthBetween(long shortest, long longest) =>
        longest - shortest < 2 || Choose(2) == 0 ? longest : shortest + ((longest - shortest) / 2);

    public override int SectorBytesKept(int bytes) => Choose(bytes < 2 ? 2 : 3) switch { 0 => 0, 1 => bytes, _ => bytes / 2 };

    private int Choose(int answers)
    {
        if (_next == _digits.Count) _digits.Add((0, answers));
        return _digits[_next++].Answer;
    }
}

/// <summary>Keeps everything and counts how many combinations <see cref="ExhaustiveChoice"/> would walk, at most.</summary>
internal sealed class CountingChoice : CrashChoice
{
    /// <summary>The product of the numbers of answers, capped well below overflow.</summary>
    public long States { get; private set; } = 1;

    public override bool KeepName()
    {
        Multiply(2);
        return true;
    }

    public override int LengthsKept(int changes)
    {
        Multiply(changes + 1);
        return changes;
    }

    public override long LengthBetween(long shortest, long longest)
    {
        Multiply(2);
        return longest;
    }

    public override int SectorBytesKept(int bytes)
    {
        Multiply(3);
        return bytes;
    }

    private void Multiply(int answers) => States = Math.Min(States * answers, int.MaxValue);
}
