using RaftLog.Protocol;

namespace RaftLog.Fuzz.Targets;

/// <summary>
/// Decoding may allocate 16 times its input plus a constant: the reader's own 64 KiB and what an exception with its stack trace
/// takes. Measured on the heap, not as the reader accounts for it.
/// </summary>
internal struct AllocationOracle
{
    private const int ExceptionBytes = 16 * 1024;
    private const int RatioBytesMin = 1024;

    private long _before;

    /// <summary>The most bytes allocated per byte of input beyond the reader's constant, in hundredths.</summary>
    public long WorstRatioPercent { get; private set; }

    /// <summary>The most bytes allocated for any input.</summary>
    public long MostBytes { get; private set; }

    public void Begin() => _before = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>True when what was allocated since <see cref="Begin"/> is within the bound.</summary>
    public bool IsWithinBound(int inputBytes, out long allocated)
    {
        allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
        if (allocated > MostBytes) MostBytes = allocated;
        var beyond = allocated - KafkaReader.BudgetConstant;
        if (inputBytes >= RatioBytesMin && beyond * 100 / inputBytes > WorstRatioPercent) WorstRatioPercent = beyond * 100 / inputBytes;
        return allocated <= ((long)inputBytes * KafkaReader.BudgetFactor) + KafkaReader.BudgetConstant + ExceptionBytes;
    }
}
