using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>
/// The second half of starting again behind a snapshot. The durable name <c>N.reset</c> is the decision; from then on everything
/// else in
/// the folder is void, and a crash only means that recovery does this again.
/// </summary>
internal static class LogReset
{
    private static readonly string[] VoidSuffixes =
    [
        SegmentNames.LogSuffix, SegmentNames.IndexSuffix, SegmentNames.TimeIndexSuffix, SegmentNames.SnapshotSuffix,
        SegmentNames.TemporarySuffix,
    ];

    public static SegmentHeader HeaderOf(RaftGroupId group, LogSnapshot snapshot, long createdTimeMs) => new()
    {
        Group = group,
        FirstIndex = snapshot.LastIndex + 1,
        BaseOffset = snapshot.EndOffset,
        PreviousTerm = snapshot.LastTerm,
        PreviousChain = 0,
        CreatedTimeMs = createdTimeMs,
    };

    /// <summary>Deletes the old log, creates the new segment, and only then gives the snapshot its lasting name.</summary>
    public static void Finish(SegmentFiles files, RaftGroupId group, LogSnapshot snapshot, long createdTimeMs)
    {
        var disk = files.Disk;
        var first = snapshot.LastIndex + 1;
        foreach (var name in disk.ListFiles(files.Directory))
        {
            if (Array.Exists(VoidSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal)))
                disk.DeleteFile($"{files.Directory}/{name}");
        }

        Span<byte> bytes = stackalloc byte[SegmentHeader.Length];
        HeaderOf(group, snapshot, createdTimeMs).Write(bytes);
        using (var file = disk.Open(files.PathOf(first, SegmentNames.LogSuffix), DiskOpenMode.CreateNew))
        {
            file.Write(bytes, 0);
            file.SyncData();
        }

        // Before the rename, so that no old file is left once the decision has lost its name.
        disk.SyncDirectory(files.Directory);
        var reset = files.PathOf(first, SegmentNames.ResetSuffix);
        if (snapshot.LastIndex > LogIndex.Zero) disk.Rename(reset, files.PathOf(first, SegmentNames.SnapshotSuffix));
        else disk.DeleteFile(reset);
        disk.SyncDirectory(files.Directory);
    }
}
