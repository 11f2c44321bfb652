namespace RaftLog.Fuzz;

/// <summary>
/// Ends the program, naming the input, when an execution does not come to an end. It counts its own wake-ups instead of reading
/// a clock, so that a machine that stood still as a whole does not pass for a hang.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private const int WakeUpMs = 250;
    private const int WakeUpsMax = 80;

    private readonly Slot[] _slots;
    private readonly string _target;
    private readonly ulong _seed;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public Watchdog(string target, ulong seed, int slots)
    {
        (_target, _seed) = (target, seed);
        _slots = [.. Enumerable.Range(0, slots).Select(static _ => new Slot())];
        _thread = new Thread(Watch) { IsBackground = true, Name = "watchdog" };
        _thread.Start();
    }

    public Slot this[int thread] => _slots[thread];

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        while (!_stop.Wait(WakeUpMs))
        {
            foreach (var slot in _slots)
            {
                if (!slot.IsStuck(WakeUpsMax, out var iteration)) continue;
                Console.WriteLine($"FAIL {_target}: iteration {iteration} does not end");
                Console.WriteLine($"     again with: --target {_target} --seed {_seed} --iteration {iteration}");
                Console.WriteLine("0 passed, 1 failed, 0 skipped");
                Environment.Exit(1);
            }
        }
    }

    /// <summary>What one worker is doing.</summary>
    internal sealed class Slot
    {
        private const long Resting = -1;

        private long _iteration = Resting;
        private long _seen = Resting;
        private int _wakeUps;

        public void Begin(long iteration) => Volatile.Write(ref _iteration, iteration);

        public void Rest() => Volatile.Write(ref _iteration, Resting);

        /// <summary>Called by the watchdog alone.</summary>
        public bool IsStuck(int wakeUpsMax, out long iteration)
        {
            iteration = Volatile.Read(ref _iteration);
            _wakeUps = iteration == _seen && iteration != Resting ? _wakeUps + 1 : 0;
            _seen = iteration;
            return _wakeUps >= wakeUpsMax;
        }
    }
}
