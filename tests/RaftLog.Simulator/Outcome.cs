namespace RaftLog.Simulator;

/// <summary>How the run of one seed ended.</summary>
/// <param name="Violation">The claim that was broken, with what was seen; null when all held.</param>
/// <param name="TraceHash">Equal for equal runs.</param>
/// <param name="Statistics">What happened.</param>
public sealed record Outcome(string? Violation, ulong TraceHash, Statistics Statistics);
