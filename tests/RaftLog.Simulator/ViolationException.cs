namespace RaftLog.Simulator;

/// <summary>A claim does not hold; ends the run.</summary>
internal sealed class ViolationException(string claim, string detail) : Exception($"{claim}: {detail}");
