using System.Globalization;
using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// Names of a segment's files: its first index in 20 digits. (Two segments may share a base offset, never an index.)
/// </summary>
internal static class SegmentNames
{
    public const string LogSuffix = ".log";
    public const string IndexSuffix = ".index";
    public const string TimeIndexSuffix = ".timeindex";
    public const string SnapshotSuffix = ".snapshot";

    /// <summary>A snapshot whose installation has been decided and is to be finished, whatever else is in the folder.</summary>
    public const string ResetSuffix = ".reset";

    /// <summary>A file being written; meaningless until renamed.</summary>
    public const string TemporarySuffix = ".tmp";

    private const int Digits = 20;

    public static string Of(LogIndex firstIndex, string suffix) =>
        firstIndex.Value.ToString("D20", CultureInfo.InvariantCulture) + suffix;

    /// <summary>Reads a name back; false when it is not one of ours with that suffix.</summary>
    public static bool TryParse(string name, string suffix, out LogIndex firstIndex)
    {
        firstIndex = LogIndex.Zero;
        if (name.Length != Digits + suffix.Length || !name.EndsWith(suffix, StringComparison.Ordinal)) return false;
        if (!long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
        firstIndex = new LogIndex(value);
        return value > 0;
    }
}
