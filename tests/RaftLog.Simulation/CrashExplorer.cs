namespace RaftLog.Simulation;

/// <summary>
/// Cuts the power at every point of a scenario and runs recovery on the states that can be left behind (in the spirit of ALICE and
/// CrashMonkey).
/// </summary>
public static class CrashExplorer
{
    /// <summary>
    /// Runs <paramref name="scenario"/> on <paramref name="disk"/>. Before each operation that changes the disk, and after the last, each
    /// crash state (or a sample of them) goes to <paramref name="recover"/>, which opens it and throws when a promise made by then
    /// is broken. Because it runs in the middle of the scenario, variables both share say what had been promised.
    /// </summary>
    /// <exception cref="CrashStateException">Recovery failed; the message says after which operation and for which state.</exception>
    public static CrashExploration Explore(
        SimulatedDisk disk, int statesPerPointMax, Action<SimulatedDisk> scenario, Action<SimulatedDisk> recover)
    {
        var points = 0;
        var states = 0;
        disk.BeforeChange = (operation, path) => Check($"{operation} {path}");
        try
        {
            scenario(disk);
        }
        finally
        {
            disk.BeforeChange = null;
        }

        Check("the end");
        return new CrashExploration(points, states);

        void Check(string next)
        {
            var state = 0;
            foreach (var crashed in disk.EnumerateCrashStates(statesPerPointMax))
            {
                try
                {
                    recover(crashed);
                }
                catch (Exception e)
                {
                    throw new CrashStateException($"power cut at point {points} (before {next}), state {state}: {e.Message}", e);
                }

                state++;
            }

            points++;
            states += state;
        }
    }
}

/// <summary>How much an exploration covered.</summary>
/// <param name="Points">Moments at which the power was cut.</param>
/// <param name="States">Disks recovery was run on.</param>
public sealed record CrashExploration(int Points, int States);

/// <summary>Recovery broke a promise for one crash state.</summary>
public sealed class CrashStateException(string message, Exception inner) : Exception(message, inner);
