namespace RaftLog.Server.Configuration;

/// <summary>The <c>storage</c> section.</summary>
public sealed class StorageOptions
{
    /// <summary>Free bytes below which produces are refused with a retriable error; never more than 5 % of the filesystem, so that small ones work.</summary>
    public long MinFreeDisk { get; set; } = 1L << 30;
}
