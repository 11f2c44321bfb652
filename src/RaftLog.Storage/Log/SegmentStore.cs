using System.Diagnostics.CodeAnalysis;
using RaftLog.Primitives;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Log;

/// <summary>
/// The log's files as the flusher changes them. Each change is ordered so that a crash at any point leaves either the old or the new
/// log, or one recovery can tell from both (docs/log-format.md, Order of changes). The writer's own; what readers see is
/// published under the gate.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "SegmentFiles owns the active file; this only writes to it.")]
internal sealed class SegmentStore(
    LogState state, SegmentFiles files, RaftGroupId group, LiveOptions options, LogServices services, Segment initial)
{
    private readonly List<Segment> _created = [];
    private readonly PayloadPool _pool = services.Pool;
    private SegmentContent? _content;
    private SharedFile? _file;

    /// <summary>The last index handed to the file system; changes under the gate.</summary>
    public LogIndex WrittenIndex { get; private set; }

    /// <summary>The last index a sync has covered.</summary>
    public LogIndex SyncedIndex { get; private set; }

    public bool HasActive => _file is not null;

    private IDisk Disk => files.Disk;

    private Segment Active => _created[^1];

    private SegmentContent Content => _content!; // set with the first segment, and only read once there is one

    private SharedFile File => _file!; // likewise

    public void Restore(List<Segment> segments, SegmentContent content, SharedFile active)
    {
        _created.AddRange(segments);
        (_content, _file) = (content, active);
        WrittenIndex = SyncedIndex = content.LastIndex;
        NoteSynced();
        NoteSynced();
    }

    /// <summary>Makes the folder and the first segment of a log that has never been written.</summary>
    public void CreateFirstSegment()
    {
        if (_created.Count > 0) return;
        files.CreateDirectory();
        var first = initial;
        Create(first, new SegmentHeader
        {
            Group = group,
            FirstIndex = first.FirstIndex,
            BaseOffset = first.BaseOffset,
            PreviousTerm = first.PreviousTerm,
            PreviousChain = 0,
            CreatedTimeMs = first.CreatedTimeMs,
        });
        WrittenIndex = SyncedIndex = first.FirstIndex - 1;
    }

    /// <summary>Writes the next entries of <paramref name="append"/> and publishes them to readers.</summary>
    public void Write(AppendOperation append, EntryEncoder encoder)
    {
        var content = Content;
        var count = encoder.Encode(append.Entries, 0, SyncedIndex, content.Chain, Active.ChainSeed);
        Invariant.Check(count > 0 && append.Entries[0].Index == content.LastIndex + 1);
        if (encoder.Pieces.Count == 1) File.File.Write(encoder.Pieces[0].Span, content.Bytes);
        else File.File.Write(encoder.Pieces, content.Bytes);

        lock (state.Gate)
        {
            foreach (var (header, maxTimestampMs) in encoder.Headers)
                content.Observe(header, maxTimestampMs, options.Current.IndexIntervalBytes);
            Active.WrittenBytes = content.Bytes;
            state.Queue.Written(append, count);
            state.DiskEnd = LogIndex.Min(content.LastIndex + 1, state.Queue.TruncationFloor);
            WrittenIndex = content.LastIndex;
        }
    }

    /// <summary>After a write that ended early: removes what it left behind the last whole write.</summary>
    public void CutUnfinishedWrite()
    {
        if (_file is not null && _file.File.Length > Content.Bytes) _file.File.SetLength(Content.Bytes);
    }

    /// <summary>Makes everything written durable.</summary>
    /// <exception cref="StorageFailedException">The sync failed; that is final, whatever the reason was.</exception>
    public void Sync()
    {
        SyncFile(File.File, files.LogPath(Active));
        SyncedIndex = WrittenIndex;
        NoteSynced();
    }

    /// <summary>Seals the active segment and starts the next; the active one has been synced.</summary>
    /// <remarks>The snapshot's name and the new segment's become durable together; a segment without entries and without its
    /// snapshot is a roll that did not finish, and recovery undoes it.</remarks>
    public void Roll(RollOperation roll)
    {
        var sealing = Active;
        TryWriteIndex(sealing, Content, durably: false);
        WholeFile.Replace(Disk, files.PathOf(roll.Next.FirstIndex, SegmentNames.SnapshotSuffix), roll.Snapshot.Encode(group), sync: true);
        var content = Content;
        Create(roll.Next, new SegmentHeader
        {
            Group = group,
            FirstIndex = roll.Next.FirstIndex,
            BaseOffset = roll.Next.BaseOffset,
            PreviousTerm = roll.Next.PreviousTerm,
            PreviousChain = content.Chain,
            CreatedTimeMs = roll.Next.CreatedTimeMs,
            PreviousBytes = content.Bytes,
            PreviousMaxTimestampMs = content.MaxTimestampMs,
            PreviousLastAppendMs = content.LastAppendTimeMs,
        });
        lock (state.Gate)
        {
            sealing.Index = null;
            (sealing.MaxTimestampMs, sealing.LastAppendTimeMs) = (content.MaxTimestampMs, content.LastAppendTimeMs);
            sealing.LogicalBytes = content.Bytes;
            roll.Next.HasSnapshot = true;
        }

        NoteSynced();
    }

    /// <summary>Removes the entries from an index on, durably, before anything is written in their place.</summary>
    public void Truncate(TruncateOperation truncate)
    {
        Forget(truncate.From - 1);
        while (Active.FirstIndex > truncate.From) DeleteLastSegment();
        var active = Active;
        Invariant.Check(active == truncate.Active);
        if (_file is null) Reopen(active);
        var content = FindPlace(active, truncate);
        DeleteHints(active);
        File.File.SetLength(content.Bytes);
        SyncFile(File.File, files.LogPath(active));
        lock (state.Gate)
        {
            _content = content;
            active.Index = content.Index;
            active.WrittenBytes = content.Bytes;
            state.Rewrites++;
            state.Rebuilt.RemoveAll(rebuilt => rebuilt.Segment == active);
            AddPending(active, content);
            WrittenIndex = SyncedIndex = content.LastIndex;
        }

        NoteSynced();
    }

    /// <summary>Discards every segment and starts again behind a snapshot.</summary>
    public void Reset(ResetOperation reset)
    {
        Forget(LogIndex.Zero);
        files.SetActive(null);
        (_file, _content) = (null, null);
        foreach (var segment in _created) files.Forget(segment);
        _created.Clear();
        var createdTimeMs = reset.Next.CreatedTimeMs;
        files.CreateDirectory();
        var path = files.PathOf(reset.Next.FirstIndex, SegmentNames.ResetSuffix);
        WholeFile.Replace(Disk, path, reset.Snapshot.Encode(group), sync: true);
        Disk.SyncDirectory(files.Directory);
        LogReset.Finish(files, group, reset.Snapshot, createdTimeMs);
        reset.Next.HasSnapshot = reset.Snapshot.LastIndex > LogIndex.Zero;
        Open(reset.Next, LogReset.HeaderOf(group, reset.Snapshot, createdTimeMs).ChainSeed);
        lock (state.Gate)
        {
            WrittenIndex = SyncedIndex = reset.Snapshot.LastIndex;
            if (state.Segments[0] == reset.Next) state.DiskEnd = reset.Next.FirstIndex;
        }

        NoteSynced();
    }

    /// <summary>
    /// Deletes the segments the log no longer starts with, oldest first and each durably before the next: what a crash leaves is
    /// always a
    /// suffix without a gap. The snapshot the log now starts from has been durable since the roll.
    /// </summary>
    public void Trim()
    {
        Segment? target;
        lock (state.Gate) target = state.TrimTarget;

        // The segment itself and not its first index: one of the same index may still wait to be truncated.
        if (target is null || !_created.Contains(target)) return;
        while (_created[0] != target)
        {
            var oldest = _created[0].FirstIndex;
            files.Forget(_created[0]);
            Disk.DeleteFile(files.PathOf(oldest, SegmentNames.LogSuffix));
            Disk.SyncDirectory(files.Directory);
            _created.RemoveAt(0);
            Disk.DeleteFile(files.PathOf(oldest, SegmentNames.IndexSuffix));
            Disk.DeleteFile(files.PathOf(oldest, SegmentNames.TimeIndexSuffix));
            Disk.DeleteFile(files.PathOf(oldest, SegmentNames.SnapshotSuffix));
        }
    }

    /// <summary>
    /// Writes the active segment's index: recovery starts its scan where that ends. Everything written has been synced. Without room
    /// nothing happens: then the next start scans more.
    /// </summary>
    public void WriteActiveIndex()
    {
        Invariant.Check(SyncedIndex == WrittenIndex);
        TryWriteIndex(Active, Content, durably: true);
    }

    /// <summary>Writes the indexes that readers had to build again.</summary>
    public void WriteRebuiltIndexes()
    {
        List<(Segment Segment, SegmentContent Content)> rebuilt;
        lock (state.Gate)
        {
            if (state.Rebuilt.Count == 0) return;
            rebuilt = [.. state.Rebuilt];
            state.Rebuilt.Clear();
        }

        foreach (var (segment, content) in rebuilt)
        {
            if (!_created.Contains(segment) || segment == Active || !TryWriteIndex(segment, content, durably: false)) continue;
            lock (state.Gate) segment.Index = null;
        }
    }

    private static void SyncFile(IDiskFile file, string path)
    {
        try
        {
            file.SyncData();
        }
        catch (DiskException exception)
        {
            throw new StorageFailedException(path, "a sync failed, so what was written before it may be lost", exception);
        }
    }

    /// <summary>Publishes how far the log is durable, for the node's checkpoint.</summary>
    private void NoteSynced()
    {
        var content = Content;
        lock (state.Gate)
        {
            state.Synced = new LogCheckpoint(
                content.LastIndex, Active.FirstIndex, content.Bytes, content.Chain, content.EndOffset, content.LastTerm);
        }
    }

    /// <summary>The node's checkpoint must not vouch, after a crash, for entries that are about to go.</summary>
    private void Forget(LogIndex newLastIndex)
    {
        lock (state.Gate) state.Synced = null;
        services.Checkpoint?.Forget(group, newLastIndex);
    }

    private bool TryWriteIndex(Segment segment, SegmentContent content, bool durably)
    {
        segment.HasIndexFile = true;
        try
        {
            WholeFile.Replace(
                Disk, files.PathOf(segment.FirstIndex, SegmentNames.TimeIndexSuffix),
                TimeIndexFile.Encode(segment.FirstIndex, segment.ChainSeed, content.Index.TimeRows), durably);
            WholeFile.Replace(
                Disk, files.PathOf(segment.FirstIndex, SegmentNames.IndexSuffix), content.ToIndexFile(segment).Encode(), durably);
            if (durably) Disk.SyncDirectory(files.Directory);
            return true;
        }
        catch (DiskException exception) when (exception.Failure is DiskFailure.Full or DiskFailure.Resources)
        {
            return false;
        }
    }

    private void Create(Segment segment, SegmentHeader header)
    {
        var path = files.LogPath(segment);
        Span<byte> bytes = stackalloc byte[SegmentHeader.Length];
        header.Write(bytes);
        using (var file = Disk.Open(path, DiskOpenMode.OpenOrCreate))
        {
            // An earlier attempt may have left the file: a full disk stops anywhere.
            file.SetLength(0);
            file.Write(bytes, 0);
            SyncFile(file, path);
        }

        Disk.SyncDirectory(files.Directory);
        Open(segment, header.ChainSeed);
    }

    private void Open(Segment segment, uint chainSeed)
    {
        var file = new SharedFile(segment, Disk.Open(files.LogPath(segment), DiskOpenMode.ReadWrite));
        lock (state.Gate)
        {
            segment.ChainSeed = chainSeed;
            segment.WrittenBytes = SegmentHeader.Length;
            _content = new SegmentContent(segment);
            segment.Index = _content.Index;
        }

        _file = file;
        _created.Add(segment);
        files.SetActive(file);
    }

    private void Reopen(Segment segment)
    {
        _file = new SharedFile(segment, Disk.Open(files.LogPath(segment), DiskOpenMode.ReadWrite));
        files.SetActive(_file);
        _content = SegmentScan.LoadContent(files, _pool, options.Current, segment, _file.File, useHints: true);
    }

    /// <summary>
    /// The names go durably before the segment before it is touched, so that a crash leaves a prefix of the segments.
    /// </summary>
    private void DeleteLastSegment()
    {
        var last = Active;
        files.Forget(last);
        files.SetActive(null);
        (_file, _content) = (null, null);
        Disk.DeleteFile(files.PathOf(last.FirstIndex, SegmentNames.LogSuffix));
        DeleteHintFiles(last);
        Disk.DeleteFile(files.PathOf(last.FirstIndex, SegmentNames.SnapshotSuffix));
        Disk.SyncDirectory(files.Directory);
        _created.RemoveAt(_created.Count - 1);
    }

    /// <summary>An index proves that what it covers was flushed, so it goes durably before the file gets shorter.</summary>
    private void DeleteHints(Segment segment)
    {
        if (!segment.HasIndexFile) return;
        DeleteHintFiles(segment);
        Disk.SyncDirectory(files.Directory);
        segment.HasIndexFile = false;
    }

    private void DeleteHintFiles(Segment segment)
    {
        Disk.DeleteFile(files.PathOf(segment.FirstIndex, SegmentNames.IndexSuffix));
        Disk.DeleteFile(files.PathOf(segment.FirstIndex, SegmentNames.TimeIndexSuffix));
    }

    /// <summary>Finds where the first entry to remove begins, and what the segment holds before it.</summary>
    private SegmentContent FindPlace(Segment segment, TruncateOperation truncate)
    {
        var kept = SegmentScan.Before(truncate.From, Content, segment, File.File, _pool, options.Current);
        if (kept.LastIndex != truncate.From - 1 || kept.EndOffset != truncate.EndOffset)
        {
            throw new LogCorruptException(new LogDamage(
                DamageKind.BadEntry, files.LogPath(segment), kept.Bytes, truncate.From, "the entries to keep no longer read back"));
        }

        return kept;
    }

    /// <summary>Adds what is appended but not written to what the segment is found to hold (with the gate held).</summary>
    private void AddPending(Segment segment, SegmentContent content)
    {
        var (bytes, maxTimestampMs, lastAppendMs) = (content.Bytes, content.MaxTimestampMs, content.LastAppendTimeMs);
        var nextSegment = Array.Find(state.Segments, other => other.FirstIndex > segment.FirstIndex);
        for (var i = Math.Max(0, state.Tail.FindIndex(content.LastIndex + 1)); i < state.Tail.Count; i++)
        {
            ref readonly var entry = ref state.Tail[i];
            if (nextSegment is not null && entry.Index >= nextSegment.FirstIndex) break;
            bytes += EntryHeader.Length + entry.PayloadLength;
            lastAppendMs = entry.AppendTimeMs;
            if (entry.Kind == EntryKind.Data) maxTimestampMs = Math.Max(maxTimestampMs, BatchFields.MaxTimestamp(entry.PayloadSpan));
        }

        (segment.LogicalBytes, segment.MaxTimestampMs, segment.LastAppendTimeMs) = (bytes, maxTimestampMs, lastAppendMs);
    }
}
