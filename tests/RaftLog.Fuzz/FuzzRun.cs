using System.Diagnostics;

namespace RaftLog.Fuzz;

/// <summary>Runs one target on several threads until the executions are used up or enough has failed.</summary>
/// <remarks>Threads take blocks of iterations; which thread takes which has no influence on what an iteration does.</remarks>
internal sealed class FuzzRun(FuzzTarget target, ulong seed, long executions, int threads, int failuresMax)
{
    private const long BlockIterations = 1024;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<FuzzFailure> _failures = [];
    private readonly ulong _targetSeed = FuzzRandom.Derive(seed, target.Name);
    private long _nextBlock;
    private long _executed;
    private volatile bool _isStopping;

    public IReadOnlyList<FuzzFailure> Failures => _failures;

    public long Executed => Interlocked.Read(ref _executed);

    public TimeSpan Elapsed { get; private set; }

    public void Run()
    {
        var clock = Stopwatch.StartNew();
        using var watchdog = new Watchdog(target.Name, seed, threads);
        var workers = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            var slot = watchdog[i];
            workers[i] = new Thread(() => Work(slot)) { IsBackground = true, Name = $"{target.Name}-{i}" };
            workers[i].Start();
        }

        foreach (var worker in workers) worker.Join();
        Elapsed = clock.Elapsed;
    }

    /// <summary>Runs a single iteration, and says what went in and what came out.</summary>
    public static FuzzFailure? RunOne(FuzzTarget target, ulong seed, long iteration, out string input)
    {
        var worker = target.CreateWorker();
        var failure = Execute(target, worker, new FuzzRandom(), FuzzRandom.Derive(seed, target.Name), iteration);
        input = worker.DescribeInput();
        return failure;
    }

    private void Work(Watchdog.Slot slot)
    {
        var worker = target.CreateWorker();
        var random = new FuzzRandom();
        while (!_isStopping)
        {
            var first = (Interlocked.Increment(ref _nextBlock) - 1) * BlockIterations;
            if (first >= executions) break;
            var end = Math.Min(first + BlockIterations, executions);
            for (var iteration = first; iteration < end && !_isStopping; iteration++) Step(worker, random, slot, iteration);
            Interlocked.Add(ref _executed, end - first);
        }

        slot.Rest();
        lock (_gate) target.Collect(worker);
    }

    private void Step(FuzzWorker worker, FuzzRandom random, Watchdog.Slot slot, long iteration)
    {
        slot.Begin(iteration);
        var began = Stopwatch.GetTimestamp();
        var failure = Execute(target, worker, random, _targetSeed, iteration);

        // A thread that was not scheduled for a second is no hang: only what is slow twice is slow.
        if (failure is null && Stopwatch.GetElapsedTime(began) > Slow)
        {
            began = Stopwatch.GetTimestamp();
            failure = Execute(target, worker, random, _targetSeed, iteration);
            var again = Stopwatch.GetElapsedTime(began);
            if (failure is null && again > Slow)
                failure = new FuzzFailure(iteration, $"took {again.TotalSeconds:F1} s, twice in a row", worker.DescribeInput());
        }

        if (failure is not null) Add(failure);
    }

    private static FuzzFailure? Execute(FuzzTarget target, FuzzWorker worker, FuzzRandom random, ulong targetSeed, long iteration)
    {
        random.Begin(targetSeed, iteration);
        try
        {
            worker.Execute(random);
            return null;
        }
        catch (OracleException broken)
        {
            return new FuzzFailure(iteration, broken.Message, worker.DescribeInput());
        }
#pragma warning disable CA1031 // The one seam: whatever escapes a decoder is what this program looks for.
        catch (Exception escaped)
#pragma warning restore CA1031
        {
            return new FuzzFailure(iteration, $"{target.Name} let an exception out: {escaped}", worker.DescribeInput());
        }
    }

    private void Add(FuzzFailure failure)
    {
        lock (_gate)
        {
            if (_failures.Count < failuresMax) _failures.Add(failure);
            _isStopping = _failures.Count >= failuresMax;
        }
    }
}

/// <summary>An execution that failed.</summary>
/// <param name="Iteration">Which one.</param>
/// <param name="Problem">What was wrong.</param>
/// <param name="Input">What went in.</param>
internal sealed record FuzzFailure(long Iteration, string Problem, string Input);
