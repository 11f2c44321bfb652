using System.Diagnostics;
using System.Globalization;
using RaftLog.Simulator;

// Whole clusters on one thread, each from one seed. Usage:
//   dotnet run -c Release --project tests/RaftLog.Simulator -- [--seeds A..B | --seed S] [--events N] [--trace]
var first = 1L;
var last = 20L;
var events = 20_000L;
var trace = false;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seeds" when i + 1 < args.Length && args[i + 1].Split("..") is [var from, var to]:
            (first, last) = (long.Parse(from, CultureInfo.InvariantCulture), long.Parse(to, CultureInfo.InvariantCulture));
            i++;
            break;
        case "--seed" when i + 1 < args.Length:
            first = last = long.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--events" when i + 1 < args.Length:
            events = long.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--trace":
            trace = true;
            break;
        default:
            Console.Error.WriteLine("usage: RaftLog.Simulator [--seeds A..B | --seed S] [--events N] [--trace]");
            return 2;
    }
}

var totals = new Statistics();
var (passed, failed) = (0, 0);
var watch = Stopwatch.StartNew();
for (var seed = first; seed <= last; seed++)
{
    var outcome = Cluster.Run((ulong)seed, events, trace ? Console.Out : null);
    totals.Add(outcome.Statistics);
    if (outcome.Violation is null)
    {
        passed++;
        if (first == last) Console.WriteLine($"seed {seed}: ok, trace {outcome.TraceHash:x16}");
        continue;
    }

    failed++;
    Console.WriteLine($"FAIL seed {seed}: {outcome.Violation}");
    Console.WriteLine($"     dotnet run -c Release --project tests/RaftLog.Simulator -- --seed {seed} --events {events} --trace");
}

totals.Print(Console.Out, watch.Elapsed);
Console.WriteLine($"{passed} passed, {failed} failed, 0 skipped");
return failed == 0 ? 0 : 1;
