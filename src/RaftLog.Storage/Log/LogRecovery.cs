using System.Diagnostics.CodeAnalysis;
using RaftLog.Primitives;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Log;

/// <summary>
/// Opens a log's folder after a clean stop, a kill or a power cut: finishes or undoes what was under way, checks what can be checked
/// without reading sealed segments, scans the end of the last one, and says what it found (docs/log-format.md, Order of changes).
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The open file is handed over with what was found, or closed at the end of Run.")]
internal sealed class LogRecovery(
    SegmentFiles files, RaftGroupId group, LogOptions options, LogCheckpoint? checkpoint, PayloadPool pool)
{
    private readonly List<Segment> _segments = [];
    private readonly List<SegmentHeader> _headers = [];
    private readonly List<ConfigurationEntry> _configurations = [];
    private EpochTable _epochs = EpochTable.Empty;
    private LogSnapshot? _latestSnapshot;
    private SegmentContent? _content;
    private SharedFile? _active;
    private LogDamage? _damage;
    private long _bytesCut;

    private IDisk Disk => files.Disk;

    /// <summary>What a log needs to go on from what was found; null content means a log that was never written.</summary>
    public readonly record struct Found(
        List<Segment> Segments, SegmentContent? Content, SharedFile? Active, EpochTable Epochs, List<ConfigurationEntry> Configurations,
        LogSnapshot? LatestSnapshot, LogDamage? Damage, long BytesCut);

    /// <summary>Looks at everything; damage is part of the answer, only a failing disk throws.</summary>
    /// <exception cref="StorageFailedException">The disk refused to answer.</exception>
    public Found Run()
    {
        try
        {
            if (FinishReset() && ListSegments() && ReadHeaders() && CheckNeighbours() && ReadSnapshots() && ScanToEnd()) CheckPromise();
        }
        catch (DiskException exception)
        {
            _active?.Dispose();
            throw new StorageFailedException(exception.Path, "the log cannot be opened", exception);
        }
        catch (LogCorruptException exception)
        {
            _damage = exception.Damage;
        }

        if (_damage is not null)
        {
            _active?.Dispose();
            _active = null;
        }

        return new Found(_segments, _content, _active, _epochs, _configurations, _latestSnapshot, _damage, _bytesCut);
    }

    private bool Damaged(DamageKind kind, string path, long position, LogIndex index, string problem)
    {
        _damage = new LogDamage(kind, path, position, index, problem);
        return false;
    }

    /// <summary>A decided reset is finished whatever else is in the folder.</summary>
    private bool FinishReset()
    {
        foreach (var name in Disk.ListFiles(files.Directory))
        {
            if (!SegmentNames.TryParse(name, SegmentNames.ResetSuffix, out var first)) continue;
            var path = $"{files.Directory}/{name}";
            if (ReadSnapshot(path, first, out var problem) is not { } snapshot)
                return Damaged(DamageKind.BadSnapshot, path, 0, first, problem);
            LogReset.Finish(files, group, snapshot, createdTimeMs: 0);
            break;
        }

        return true;
    }

    private bool ListSegments()
    {
        var sideFiles = new List<string>();
        foreach (var name in Disk.ListFiles(files.Directory))
        {
            if (SegmentNames.TryParse(name, SegmentNames.LogSuffix, out var first)) _segments.Add(NewSegment(first));
            else sideFiles.Add(name);
        }

        if (_segments.Count > 0) return true;
        var leftOver = sideFiles.Find(static name => !name.EndsWith(SegmentNames.TemporarySuffix, StringComparison.Ordinal));
        if (leftOver is null) return checkpoint is not { FlushedIndex.Value: > 0 } || AllIsGone();
        return Damaged(
            DamageKind.Missing, $"{files.Directory}/{leftOver}", 0, LogIndex.Zero, "the folder holds no segment, but there was one");
    }

    private bool AllIsGone() =>
        Damaged(DamageKind.Missing, files.Directory, 0, new LogIndex(1), "the log had been flushed with entries, and the folder is empty");

    private bool ReadHeaders()
    {
        for (var i = 0; i < _segments.Count; i++)
        {
            var first = _segments[i].FirstIndex;
            var path = files.PathOf(first, SegmentNames.LogSuffix);
            using var file = Disk.Open(path, DiskOpenMode.Read);
            var bytes = new byte[SegmentHeader.Length];
            var length = file.Read(bytes, 0);
            var header = SegmentHeader.TryRead(bytes.AsSpan(0, length), group, out var kind, out var problem);
            if (header is not null && header.FirstIndex != first)
                return Damaged(DamageKind.BadSegmentHeader, path, 0, first, "the file's name and its header disagree");
            if (header is null)
            {
                // A header is durable before the first entry is written: without entries, the segment never came into use.
                var unused = kind == DamageKind.BadSegmentHeader && i == _segments.Count - 1 && file.Length <= SegmentHeader.Length;
                if (!unused) return Damaged(kind, path, 0, first, problem);
                return Undo(i);
            }

            var hasSnapshot = Disk.FileExists(files.PathOf(first, SegmentNames.SnapshotSuffix));
            if (!hasSnapshot && i > 0 && i == _segments.Count - 1 && file.Length == SegmentHeader.Length) return Undo(i);
            _headers.Add(header);
            _segments[i] = new Segment
            {
                FirstIndex = first,
                BaseOffset = header.BaseOffset,
                PreviousTerm = header.PreviousTerm,
                CreatedTimeMs = header.CreatedTimeMs,
                ChainSeed = header.ChainSeed,
                HasSnapshot = hasSnapshot,
                WrittenBytes = file.Length,
                LogicalBytes = file.Length,
                HasIndexFile = Disk.FileExists(files.PathOf(first, SegmentNames.IndexSuffix)),
            };
        }

        return true;
    }

    /// <summary>Removes a last segment whose creation did not finish.</summary>
    private bool Undo(int position)
    {
        Disk.DeleteFile(files.LogPath(_segments[position]));
        Disk.SyncDirectory(files.Directory);
        _segments.RemoveAt(position);
        return position > 0 || checkpoint is not { FlushedIndex.Value: > 0 } || AllIsGone();
    }

    /// <summary>Each segment states what the one before it held when it was sealed, and that had been synced.</summary>
    private bool CheckNeighbours()
    {
        for (var i = 1; i < _segments.Count; i++)
        {
            var (sealedSegment, next) = (_segments[i - 1], _headers[i]);
            var path = files.LogPath(sealedSegment);
            if (next.PreviousBytes != sealedSegment.WrittenBytes)
            {
                var position = Math.Min(next.PreviousBytes, sealedSegment.WrittenBytes);
                return Damaged(
                    DamageKind.Missing, path, position, sealedSegment.FirstIndex,
                    $"the next segment follows {next.PreviousBytes} bytes, and there are {sealedSegment.WrittenBytes}");
            }

            if (next.BaseOffset < sealedSegment.BaseOffset || next.PreviousTerm < sealedSegment.PreviousTerm)
            {
                return Damaged(
                    DamageKind.BadSegmentHeader, files.LogPath(_segments[i]), 0, next.FirstIndex,
                    "the segment does not continue the one before");
            }

            (sealedSegment.MaxTimestampMs, sealedSegment.LastAppendTimeMs) = (next.PreviousMaxTimestampMs, next.PreviousLastAppendMs);
        }

        return true;
    }

    /// <summary>The first segment needs the snapshot it starts from; of the others the newest readable one saves work.</summary>
    private bool ReadSnapshots()
    {
        DeleteStrays();
        for (var i = _segments.Count - 1; i >= 0; i--)
        {
            var segment = _segments[i];
            if (i == 0 && segment.FirstIndex.Value == 1) break;
            if (_latestSnapshot is not null && i > 0) continue;
            var path = files.PathOf(segment.FirstIndex, SegmentNames.SnapshotSuffix);
            var snapshot = ReadSnapshot(path, segment.FirstIndex, out var problem);
            segment.HasSnapshot = snapshot is not null
                && snapshot.LastTerm == segment.PreviousTerm && snapshot.EndOffset == segment.BaseOffset;
            if (segment.HasSnapshot) _latestSnapshot ??= snapshot;
            else if (i == 0)
                return Damaged(DamageKind.BadSnapshot, path, 0, segment.FirstIndex, problem.Length > 0 ? problem : "it is of another log");
        }

        return true;
    }

    private LogSnapshot? ReadSnapshot(string path, LogIndex first, out string problem)
    {
        problem = "the snapshot is missing";
        if (WholeFile.TryRead(Disk, path) is not { } bytes) return null;
        if (LogSnapshot.TryDecode(bytes, group, out problem) is not { } snapshot) return null;
        problem = "the snapshot ends elsewhere";
        if (snapshot.LastIndex != first - 1) return null;
        problem = "";
        return snapshot;
    }

    /// <summary>Whatever belongs to no segment is left over from a crash between two steps.</summary>
    private void DeleteStrays()
    {
        var deleted = false;
        foreach (var name in Disk.ListFiles(files.Directory))
        {
            var stem = SegmentNames.TryParse(name, SegmentNames.SnapshotSuffix, out var first)
                || SegmentNames.TryParse(name, SegmentNames.IndexSuffix, out first)
                || SegmentNames.TryParse(name, SegmentNames.TimeIndexSuffix, out first);
            var isStray = stem
                ? !_segments.Exists(segment => segment.FirstIndex == first)
                : name.EndsWith(SegmentNames.TemporarySuffix, StringComparison.Ordinal);
            if (!isStray) continue;
            Disk.DeleteFile($"{files.Directory}/{name}");
            deleted = true;
        }

        // A kill may have come between a new name and the sync of its folder. The checkpoint vouches for the names it knows: after a
        // clean stop, thousands of logs open without a flush.
        if (deleted || (_segments.Count > 0 && checkpoint?.SegmentFirstIndex != _segments[^1].FirstIndex))
            Disk.SyncDirectory(files.Directory);
    }

    /// <summary>
    /// Reads the last segment (and those without a snapshot before it) to its end, and cuts what was never flushed whole.
    /// </summary>
    private bool ScanToEnd()
    {
        if (_segments.Count == 0) return true;
        _epochs = _latestSnapshot?.Epochs ?? EpochTable.Empty;
        if (_latestSnapshot is not null) _configurations.AddRange(_latestSnapshot.Configurations);
        var first = _latestSnapshot is null ? 0 : _segments.FindIndex(segment => segment.FirstIndex == _latestSnapshot.LastIndex + 1);
        for (var i = first; i < _segments.Count - 1; i++)
        {
            using var shared = files.Acquire(_segments[i]);
            var content = SegmentScan.LoadContent(files, pool, options, _segments[i], shared.File, useHints: true);
            if (content.LastIndex + 1 != _segments[i + 1].FirstIndex || content.Chain != _headers[i + 1].PreviousChain)
            {
                return Damaged(
                    DamageKind.BadEntry, files.LogPath(_segments[i]), content.Bytes, content.LastIndex,
                    "the next segment does not continue it");
            }

            Absorb(content, shared.File);
        }

        var last = _segments[^1];
        _active = new SharedFile(last, Disk.Open(files.LogPath(last), DiskOpenMode.ReadWrite));
        if (!ScanActive(last, _active.File)) return false;
        Absorb(_content!, _active.File); // set by the scan
        _epochs = _epochs.TrimmedTo(_segments[0].FirstIndex - 1);
        return true;
    }

    private bool ScanActive(Segment segment, IDiskFile file)
    {
        var path = files.LogPath(segment);
        var length = segment.WrittenBytes;
        _content = SegmentScan.LoadHints(files, segment) ?? new SegmentContent(segment);
        if (_content.Bytes > length)
        {
            return Damaged(
                DamageKind.Missing, path, length, segment.FirstIndex,
                $"{_content.Bytes} bytes had been flushed, and there are {length}");
        }

        var isKnownFlushed = _content.Bytes == length && checkpoint?.FlushedIndex >= _content.LastIndex;
        var (outcome, reader) = SegmentScan.Extend(_content, file, pool, length, options);
        using (reader)
        {
            if (outcome == ReadStep.Bad && !IsTorn(segment, file, reader, length)) return false;
        }

        _bytesCut = length - _content.Bytes;
        if (_bytesCut > 0) file.SetLength(_content.Bytes);

        // What a kill left in the page cache reads back, but may not be on disk yet; from here on it counts as flushed.
        if (!isKnownFlushed) file.SyncData();
        segment.Index = _content.Index;
        segment.WrittenBytes = segment.LogicalBytes = _content.Bytes;
        (segment.MaxTimestampMs, segment.LastAppendTimeMs) = (_content.MaxTimestampMs, _content.LastAppendTimeMs);
        return true;
    }

    /// <summary>True when nothing shows that the entry the scan stopped at had ever been flushed.</summary>
    private bool IsTorn(Segment segment, IDiskFile file, SegmentReader reader, long length)
    {
        var path = files.LogPath(segment);
        var bad = _content!.End; // the scan notes every sound entry, so this is where it stopped
        if (reader.IsUnsupported) return Damaged(DamageKind.UnsupportedFormat, path, bad.Position, bad.Index, reader.Problem);
        if (checkpoint is { } promise && promise.FlushedIndex >= bad.Index)
        {
            return Damaged(
                DamageKind.BadEntry, path, bad.Position, bad.Index, reader.Problem + "; the checkpoint says that it had been flushed");
        }

        if (TornTailScan.FindProof(file, bad, _content.LastTerm, segment.ChainSeed, length) is not { } proof) return true;
        return Damaged(
            DamageKind.BadEntry, path, bad.Position, bad.Index,
            $"{reader.Problem}; the entry at byte {proof} states that it had been flushed");
    }

    /// <summary>Adds the terms and configurations a segment holds.</summary>
    private void Absorb(SegmentContent content, IDiskFile file)
    {
        foreach (var row in content.Epochs.Rows)
        {
            if (row.Term < _epochs.LastTerm)
            {
                throw new LogCorruptException(new LogDamage(
                    DamageKind.BadEntry, files.Directory, 0, row.StartIndex, $"term {row.Term} begins after term {_epochs.LastTerm}"));
            }

            _epochs = _epochs.With(row.Term, row.StartIndex, row.StartOffset);
        }

        Span<byte> bytes = stackalloc byte[EntryHeader.Length];
        foreach (var position in content.ConfigurationPositions)
        {
            file.Read(bytes, position);
            var header = EntryHeader.Read(bytes);
            var payload = new byte[Math.Max(0, Math.Min(header.PayloadLength, content.Bytes - position - EntryHeader.Length))];
            var length = file.Read(payload, position + EntryHeader.Length);
            if (length != header.PayloadLength || header.Kind != EntryKind.Configuration || header.PayloadProblem(payload) is not null)
            {
                throw new LogCorruptException(new LogDamage(
                    DamageKind.BadEntry, files.Directory, position, header.Index, "a configuration entry no longer reads back"));
            }

            _configurations.Add(new ConfigurationEntry(header.Index, payload));
        }
    }

    /// <summary>The checkpoint vouches for an end; less than that, or another, means that flushed bytes are gone.</summary>
    private void CheckPromise()
    {
        if (checkpoint is not { FlushedIndex.Value: > 0 } promise || _content is null) return;
        var term = promise.FlushedIndex == _segments[0].FirstIndex - 1 ? _segments[0].PreviousTerm : _epochs.TermAt(promise.FlushedIndex);
        var isSamePlace = _content.LastIndex == promise.FlushedIndex && _segments[^1].FirstIndex == promise.SegmentFirstIndex;
        var isSame = !isSamePlace || _content.Chain == promise.Chain;
        if (_content.LastIndex >= promise.FlushedIndex && term == promise.Term && isSame) return;
        Damaged(
            DamageKind.Missing, files.LogPath(_segments[^1]), _content.Bytes, _content.LastIndex + 1,
            $"the log had been flushed to index {promise.FlushedIndex} of term {promise.Term}, and now ends at {_content.LastIndex}");
    }

    private static Segment NewSegment(LogIndex first) =>
        new() { FirstIndex = first, BaseOffset = Offset.Zero, PreviousTerm = Term.Zero, CreatedTimeMs = 0 };
}
