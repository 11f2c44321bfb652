using System.Diagnostics;
using System.Globalization;
using RaftLog.Fuzz.Targets;

namespace RaftLog.Fuzz;

/// <summary>Runs targets one after the other, says what came of each and adds up the checks.</summary>
internal sealed class FuzzSession(ulong seed, int threads)
{
    private const int FailuresMax = 3;
    private const long PlantExecutionsMax = 3_000_000;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _executions;
    private int _passed;
    private int _failed;

    /// <summary>Fuzzes a real decoder: nothing may be found.</summary>
    public void Fuzz(FuzzTarget target, long executions)
    {
        target.Prepare(FuzzRandom.Derive(seed, $"{target.Name} corpus"));
        var run = new FuzzRun(target, seed, executions, threads, FailuresMax);
        run.Run();
        _executions += run.Executed;
        foreach (var failure in run.Failures) Report(target, failure);
        var rate = run.Executed / Math.Max(run.Elapsed.TotalSeconds, 1e-6);
        Check(new FuzzCheck(
            $"{target.Name}: {target.Summary}", run.Failures.Count == 0,
            string.Create(CultureInfo.InvariantCulture, $"{run.Executed} executions in {run.Elapsed.TotalSeconds:F1} s, {rate:F0}/s; {target.Describe()}")));
        if (target is RequestTarget requests) Console.WriteLine(requests.Table());
        foreach (var check in target.Judge(run.Executed)) Check(check with { Claim = $"{target.Name}: {check.Claim}" });
    }

    /// <summary>Fuzzes a decoder with a planted bug: it must be found.</summary>
    public void Find(FuzzTarget plant)
    {
        plant.Prepare(FuzzRandom.Derive(seed, $"{plant.Name} corpus"));
        var run = new FuzzRun(plant, seed, PlantExecutionsMax, threads, failuresMax: 1);
        run.Run();
        var found = run.Failures.Count > 0
            ? string.Create(CultureInfo.InvariantCulture, $"found at iteration {run.Failures[0].Iteration} after {run.Elapsed.TotalSeconds:F1} s: {FirstLine(run.Failures[0].Problem)}")
            : $"not found in {run.Executed} executions";
        Check(new FuzzCheck($"{plant.Name}: a planted bug ({plant.Summary}) is found", run.Failures.Count > 0, found));
    }

    /// <summary>Repeats one execution and shows it.</summary>
    public static int RunOne(FuzzTarget target, ulong seed, long iteration)
    {
        target.Prepare(FuzzRandom.Derive(seed, $"{target.Name} corpus"));
        var failure = FuzzRun.RunOne(target, seed, iteration, out var input);
        Console.WriteLine($"input {input}");
        Console.WriteLine(failure is null ? "ok" : $"FAIL {failure.Problem}");
        Console.WriteLine(failure is null ? "1 passed, 0 failed, 0 skipped" : "0 passed, 1 failed, 0 skipped");
        return failure is null ? 0 : 1;
    }

    /// <summary>Prints the totals, and answers the exit code.</summary>
    public int Close()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {_executions} executions in {_clock.Elapsed.TotalSeconds:F1} s on {threads} threads"));
        Console.WriteLine($"{_passed} passed, {_failed} failed, 0 skipped");
        return _failed == 0 ? 0 : 1;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0];

    private void Check(FuzzCheck check)
    {
        if (check.Holds) _passed++;
        else _failed++;
        Console.WriteLine($"{(check.Holds ? "ok  " : "FAIL")} {check.Claim}: {check.Detail}");
    }

    private void Report(FuzzTarget target, FuzzFailure failure)
    {
        Console.WriteLine($"FAIL {target.Name}, iteration {failure.Iteration}: {failure.Problem}");
        Console.WriteLine($"     input {failure.Input}");
        Console.WriteLine(
            $"     again with: dotnet run -c Release --project tests/RaftLog.Fuzz -- --target {target.Name} --seed {seed} --iteration {failure.Iteration}");
    }
}
