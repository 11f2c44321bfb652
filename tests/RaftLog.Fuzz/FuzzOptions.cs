using System.Globalization;

namespace RaftLog.Fuzz;

/// <summary>The command line.</summary>
internal sealed record FuzzOptions
{
    public const string Usage = """
        usage: RaftLog.Fuzz [--executions N] [--seed S] [--threads T] [--target NAME] [--iteration N] [--plant] [--list]
          --executions N  executions over all targets, or of the one named (default 10000000)
          --seed S        what everything is derived from (default 1)
          --threads T     worker threads (default 2)
          --target NAME   only this target
          --iteration N   only this execution of the target, and show its input
          --plant         only the decoders with a bug planted on purpose, which must be found
          --list          name the targets
        """;

    public long Executions { get; init; } = 10_000_000;

    public ulong Seed { get; init; } = 1;

    public int Threads { get; init; } = 2;

    public string? Target { get; init; }

    public long? Iteration { get; init; }

    public bool PlantsOnly { get; init; }

    public bool List { get; init; }

    /// <summary>Reads the arguments; null when they make no sense.</summary>
    public static FuzzOptions? TryParse(string[] args)
    {
        var options = new FuzzOptions();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--plant": options = options with { PlantsOnly = true }; continue;
                case "--list": options = options with { List = true }; continue;
            }

            if (i + 1 == args.Length) return null;
            var value = args[++i];
            if (args[i - 1] == "--target")
            {
                options = options with { Target = value };
                continue;
            }

            if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            switch (args[i - 1])
            {
                case "--executions": options = options with { Executions = number }; break;
                case "--seed": options = options with { Seed = (ulong)number }; break;
                case "--threads" when number is > 0 and <= 256: options = options with { Threads = (int)number }; break;
                case "--iteration": options = options with { Iteration = number }; break;
                default: return null;
            }
        }

        return options.Iteration is not null && options.Target is null ? null : options;
    }
}
