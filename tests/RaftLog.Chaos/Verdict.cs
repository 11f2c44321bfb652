namespace RaftLog.Chaos;

/// <summary>Counts checks and says what failed; closes with the line that CI adds up.</summary>
internal sealed class Verdict
{
    private int _passed;
    private int _failed;
    private int _skipped;

    internal void Check(string claim, bool holds, string detail)
    {
        if (holds) _passed++;
        else _failed++;
        Console.WriteLine($"{(holds ? "ok  " : "FAIL")} {claim}: {detail}");
    }

    internal void Skip(string claim, string why)
    {
        _skipped++;
        Console.WriteLine($"skip {claim}: {why}");
    }

    internal int Close()
    {
        Console.WriteLine($"{_passed} passed, {_failed} failed, {_skipped} skipped");
        return _failed == 0 ? 0 : 1;
    }
}
