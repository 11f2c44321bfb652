namespace RaftLog.Broker;

/// <summary>How the process ends; scripts rely on these.</summary>
internal static class ExitCode
{
    /// <summary>Stopped because it was asked to.</summary>
    public const int Stopped = 0;

    /// <summary>Could not start for a reason other than its configuration, or failed while it ran.</summary>
    public const int Failed = 1;

    /// <summary>Wrong arguments or configuration; no file and no port was touched.</summary>
    public const int WrongUsage = 2;
}
