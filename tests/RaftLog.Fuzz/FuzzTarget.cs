namespace RaftLog.Fuzz;

/// <summary>Something to be fuzzed. The corpus is made once and then only read; what changes belongs to the workers.</summary>
internal abstract class FuzzTarget
{
    /// <summary>The name on the command line and in reports.</summary>
    public abstract string Name { get; }

    /// <summary>What kind of input it takes, for people.</summary>
    public abstract string Summary { get; }

    /// <summary>Makes the corpus of valid inputs; a function of the seed alone.</summary>
    public abstract void Prepare(ulong seed);

    /// <summary>Makes the state of one thread.</summary>
    public abstract FuzzWorker CreateWorker();

    /// <summary>Adds a worker's counts to the target's; called by one thread at a time.</summary>
    public abstract void Collect(FuzzWorker worker);

    /// <summary>Counts worth a line, after <see cref="Collect"/>.</summary>
    public abstract string Describe();

    /// <summary>Checks over the run as a whole, such as coverage.</summary>
    /// <param name="executions">How many there were.</param>
    public virtual IEnumerable<FuzzCheck> Judge(long executions) => [];
}

/// <summary>One thread's share of a target.</summary>
internal abstract class FuzzWorker
{
    /// <summary>Makes one input, feeds it to what is under test and judges the outcome. Whatever it throws is a failure.</summary>
    public abstract void Execute(FuzzRandom random);

    /// <summary>The input of the last execution, for a report.</summary>
    public abstract string DescribeInput();

    protected static string Hex(ReadOnlySpan<byte> bytes)
    {
        const int bytesMax = 4096;
        return bytes.Length <= bytesMax
            ? $"{bytes.Length} bytes {Convert.ToHexStringLower(bytes)}"
            : $"{bytes.Length} bytes {Convert.ToHexStringLower(bytes[..bytesMax])}… (the rest is left out)";
    }
}

/// <summary>Something that holds or not.</summary>
/// <param name="Claim">What is claimed.</param>
/// <param name="Holds">Whether it held.</param>
/// <param name="Detail">Figures.</param>
internal sealed record FuzzCheck(string Claim, bool Holds, string Detail);
