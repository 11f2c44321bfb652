using RaftLog.Fuzz;
using RaftLog.Fuzz.Targets;

// Feeds mutated requests, responses, batches and files to everything that reads bytes it did not write. See docs/testing.md.
if (FuzzOptions.TryParse(args) is not { } options)
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}

// Shares of the executions in thousandths: what strangers can send comes first.
(FuzzTarget Target, int Share)[] targets =
[
    (RequestTarget.Real, 800),
    (new ResponseTarget(), 70),
    (new WireRecordTarget(), 30),
    (new BatchTarget(), 85),
    (new SegmentTarget("segments", "a log's folder: segments, indexes, snapshots", null), 10),
    (new NodeFilesTarget(), 5),
];
var plants = Plants.Create();
var all = targets.Select(static item => item.Target).Concat(plants).ToList();
if (options.List)
{
    foreach (var target in all) Console.WriteLine($"{target.Name,-16} {target.Summary}");
    return 0;
}

if (options.Target is not null && all.TrueForAll(target => target.Name != options.Target))
{
    Console.Error.WriteLine($"no target '{options.Target}': {string.Join(", ", all.Select(static target => target.Name))}");
    return 2;
}

if (options.Iteration is { } iteration) return FuzzSession.RunOne(all.Single(target => target.Name == options.Target), options.Seed, iteration);

var session = new FuzzSession(options.Seed, options.Threads);
foreach (var (target, share) in targets)
{
    if (options.PlantsOnly || (options.Target is not null && options.Target != target.Name)) continue;
    session.Fuzz(target, options.Target is null ? options.Executions * share / 1000 : options.Executions);
}

foreach (var plant in plants)
{
    if (options.Target is null || options.Target == plant.Name) session.Find(plant);
}

return session.Close();
