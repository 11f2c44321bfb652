using RaftLog.Primitives;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Log;

/// <summary>
/// The log of one partition, which is the log of its Raft group: entries in segment files, addressed by index and by offset.
/// </summary>
/// <remarks>
/// Two sides. The <em>logical</em> side (everything documented as the pump's) is called by one thread at a time, decides at once and never
/// blocks; what it decided is carried out later by the <em>physical</em> side, <see cref="Flush"/>, on a flusher thread, and reported to
/// the <see cref="ILogObserver"/>. Reads are for any thread; those named <c>Try…</c> look at memory only, the others may block on
/// the disk.
/// </remarks>
public sealed class PartitionLog : IFlushable
{
    /// <summary>What an entry takes beside its payload, in bytes.</summary>
    public const int EntryHeaderBytes = EntryHeader.Length;

    private readonly LogState _state;
    private readonly SegmentFiles _files;
    private readonly LogWriter _writer;
    private readonly LogReader _reader;
    private readonly LiveOptions _options;
    private readonly LogServices _services;

    private PartitionLog(SegmentFiles files, RaftGroupId group, LogOptions options, LogServices services, in LogRecovery.Found found)
    {
        (_files, _options, _services, Group) = (files, new LiveOptions(options), services, group);
        Segment[] segments = found.Damage is null && found.Segments.Count > 0 ? [.. found.Segments] : [FirstSegment()];
        _state = new LogState { Segments = segments, Damage = found.Damage };
        var store = new SegmentStore(_state, files, group, _options, services, segments[0]);
        _writer = new LogWriter(_state, files, store, _options);
        _reader = new LogReader(_state, files, _options, services.Pool);
        if (found.Damage is not null || found.Content is not { } content) return;
        store.Restore(found.Segments, content, found.Active!); // recovered with the content
        files.SetActive(found.Active);
        var first = segments[0];
        (_state.FirstIndex, _state.FirstOffset, _state.BoundaryTerm) = (first.FirstIndex, first.BaseOffset, first.PreviousTerm);
        (_state.LastIndex, _state.EndOffset) = (content.LastIndex, content.EndOffset);
        _state.LastTerm = content.LastIndex == _state.FirstIndex - 1 ? _state.BoundaryTerm : content.LastTerm;
        _state.Epochs = found.Epochs;
        _state.Configurations.AddRange(found.Configurations);
        _state.DiskEnd = content.LastIndex + 1;
        _state.FlushedIndex = content.LastIndex;
    }

    /// <summary>The group this log belongs to.</summary>
    public RaftGroupId Group { get; }

    /// <summary>The first index kept (pump). The index before it is the boundary.</summary>
    public LogIndex FirstIndex => _state.FirstIndex;

    /// <summary>The term at the boundary, 0 for a log that starts at 1 (pump).</summary>
    public Term BoundaryTerm => _state.BoundaryTerm;

    /// <summary>The last index appended; the boundary when there is none (pump).</summary>
    public LogIndex LastIndex => _state.LastIndex;

    /// <summary>The term at <see cref="LastIndex"/> (pump).</summary>
    public Term LastTerm => _state.LastTerm;

    /// <summary>
    /// The offset of the first record kept, inclusive. Physical: the log start clients see may lie inside a batch after it.
    /// </summary>
    public Offset FirstOffset => _state.FirstOffset;

    /// <summary>The offset the next record will get (pump).</summary>
    public Offset EndOffset => _state.EndOffset;

    /// <summary>How often the log was truncated or reset since it was opened (pump); flush reports carry it.</summary>
    public long Generation => _state.Generation;

    /// <summary>The last index that may be acknowledged: flushed, or in memory mode written. Any thread.</summary>
    public LogIndex FlushedIndex => _state.FlushedIndex;

    /// <summary>Which term each index and offset belongs to; immutable. Any thread.</summary>
    public EpochTable Epochs
    {
        get { lock (_state.Gate) return _state.Epochs; }
    }

    /// <summary>Where the log is damaged; null when it is sound. A damaged log serves nothing until <see cref="ResetTo"/>.</summary>
    public LogDamage? Damage => _state.Damage;

    /// <summary>Why the log can no longer be written; null while it can. Final for this incarnation.</summary>
    public StorageFailedException? Failure => _state.Failure;

    /// <summary>Bytes appended and not yet handed to the file system.</summary>
    public long PendingBytes
    {
        get { lock (_state.Gate) return _state.Queue.PendingBytes; }
    }

    /// <summary>Bytes a sync has not covered yet: pending, or written since the last one.</summary>
    public long UnflushedBytes => PendingBytes + _writer.UnsyncedBytes;

    /// <summary>Size of all segments in bytes, with what is pending.</summary>
    public long Bytes
    {
        get
        {
            lock (_state.Gate)
            {
                var bytes = 0L;
                foreach (var segment in _state.Segments) bytes += segment.LogicalBytes;
                return bytes;
            }
        }
    }

    /// <summary>The segments, oldest first: what retention decides by.</summary>
    public SegmentBoundary[] SegmentBoundaries
    {
        get
        {
            lock (_state.Gate)
            {
                return Array.ConvertAll(_state.Segments, static segment => new SegmentBoundary(
                    segment.FirstIndex, segment.BaseOffset, segment.LogicalBytes, segment.MaxTimestampMs, segment.LastAppendTimeMs));
            }
        }
    }

    /// <summary>The largest record timestamp in the log in ms since the Unix epoch; -1 when there are no records.</summary>
    public long MaxTimestampMs => SegmentBoundaries.Max(static segment => segment.MaxTimestampMs);

    /// <summary>
    /// Opens the log in <paramref name="directory"/>, recovering it as needed. Blocks. The folder is made on the first append.
    /// </summary>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">The log's own folder.</param>
    /// <param name="group">Files of any other group are refused as damage.</param>
    /// <param name="options">Settings.</param>
    /// <param name="checkpoint">What the node's checkpoint says of this log; null when it says nothing.</param>
    /// <param name="services">What the log shares with others.</param>
    /// <exception cref="StorageFailedException">The disk refused to answer. Damage is not an exception but part of the
    /// result.</exception>
    public static RecoveredLog Open(
        IDisk disk, string directory, RaftGroupId group, LogOptions options, LogCheckpoint? checkpoint, LogServices services)
    {
        var files = new SegmentFiles(disk, directory);
        var found = new LogRecovery(files, group, options, checkpoint, services.Pool).Run();
        return new RecoveredLog
        {
            Log = new PartitionLog(files, group, options, services, found),
            Verdict = found.Damage is not null ? RecoveryVerdict.Corrupt
                : found.BytesCut > 0 ? RecoveryVerdict.TornTail
                : RecoveryVerdict.Clean,
            BytesCut = found.BytesCut,
            Damage = found.Damage,
            Configurations = found.Damage is null ? found.Configurations : [],
            LatestSnapshot = found.Damage is null ? found.LatestSnapshot : null,
        };
    }

    /// <summary>Says who is told what became of the writes; once, before the first append.</summary>
    public void Attach(ILogObserver observer) => _writer.Attach(observer);

    /// <summary>
    /// While true, nothing that was appended, truncated or reset reaches the disk (pump). Set while a term is not durable, because an entry
    /// of a term later than the one on record would make the replica refuse to start.
    /// </summary>
    public bool HoldsWrites
    {
        get => _state.HoldsWrites;
        set
        {
            lock (_state.Gate) _state.HoldsWrites = value;
            if (!value) _services.Scheduler.Schedule(this);
        }
    }

    /// <summary>Takes over altered options; they count for what comes after. Any thread.</summary>
    public void Configure(LogOptions options) => _options.Current = options;

    /// <summary>The term at <paramref name="index"/>, from the boundary to the last index, both inclusive (pump).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside that range.</exception>
    public Term TermAt(LogIndex index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, FirstIndex - 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, LastIndex);
        return index == FirstIndex - 1 ? BoundaryTerm : _state.Epochs.TermAt(index);
    }

    /// <summary>
    /// The last index in [boundary, <paramref name="notAfter"/>] whose term is at most <paramref name="term"/>; the boundary
    /// when there is
    /// none (pump).
    /// </summary>
    public LogIndex LastIndexWithTermAtMost(Term term, LogIndex notAfter) =>
        LogIndex.Max(FirstIndex - 1, _state.Epochs.LastIndexWithTermAtMost(term, LogIndex.Min(notAfter, LastIndex)));

    /// <summary>
    /// The last index such that the entries from <paramref name="from"/> to it take about <paramref name="bytesMax"/> bytes; at least
    /// <paramref name="from"/>, at most <paramref name="last"/>. Exact for what is in memory, by the average of its segment else
    /// (pump).
    /// </summary>
    public LogIndex LimitBytes(LogIndex from, LogIndex last, long bytesMax)
    {
        last = LogIndex.Min(last, LastIndex);
        if (from >= last) return from;
        lock (_state.Gate) return TailReader.LimitBytes(_state, from, last, bytesMax);
    }

    /// <summary>Appends entries (pump). Their payloads get references of our own; the caller keeps its.</summary>
    /// <exception cref="InvariantBrokenException">
    /// An entry does not continue the log, its batch disagrees with it, or the log is damaged, failed or closed.
    /// </exception>
    public void Append(ReadOnlySpan<LogEntry> entries)
    {
        if (entries.IsEmpty) return;
        CheckWritable();
        var tailBytes = 0L;
        lock (_state.Gate)
        {
            foreach (ref readonly var entry in entries)
            {
                tailBytes += _state.Append(entry);
            }

            _state.Queue.Append(entries);
        }

        _services.TailBudget.Charge(this, entries[^1].LastIndex + 1, tailBytes);
        _services.Scheduler.Schedule(this);
    }

    /// <summary>True when <see cref="Roll"/> should come before an entry is appended: size, age, or a full index (pump).</summary>
    /// <param name="payloadBytes">The entry's payload, with headers and payloads of entries that will be appended before it.</param>
    /// <param name="nowMs">The wall clock, for the segment's age.</param>
    public bool ShouldRollBefore(long payloadBytes, long nowMs)
    {
        lock (_state.Gate)
        {
            var active = _state.ActiveSegment;
            if (LastIndex < active.FirstIndex) return false;
            if (active.LogicalBytes + EntryHeaderBytes + payloadBytes > _options.Current.SegmentBytes) return true;
            if (active.Index is { } index && index.EncodedBytes >= _options.Current.SegmentIndexBytes) return true;
            return active.CreatedTimeMs > 0 && nowMs - active.CreatedTimeMs >= _options.Current.SegmentAge.TotalMilliseconds;
        }
    }

    /// <summary>
    /// Starts a new segment after <see cref="LastIndex"/>, behind a snapshot of the state as of that index (pump). The snapshot is durable
    /// before the segment is used; from then on <see cref="TrimTo"/> may drop what lies before.
    /// </summary>
    /// <param name="snapshotState">The state machine's bytes; not copied, so they must not change.</param>
    /// <param name="configuration">The configuration in force at that index; null when only the log's own entries tell.</param>
    /// <param name="nowMs">The wall clock, for the new segment's age.</param>
    public void Roll(ReadOnlyMemory<byte> snapshotState, ConfigurationEntry? configuration, long nowMs)
    {
        CheckWritable();
        Invariant.Check(LastIndex >= _state.ActiveSegment.FirstIndex);
        lock (_state.Gate)
        {
            var snapshot = new LogSnapshot
            {
                LastIndex = LastIndex,
                LastTerm = LastTerm,
                EndOffset = EndOffset,
                Epochs = _state.Epochs,
                Configurations = LastConfigurations(configuration),
                State = snapshotState,
            };
            var next = SegmentAfter(snapshot, nowMs);
            _state.Segments = [.. _state.Segments, next];
            _state.Queue.Add(new RollOperation(next, snapshot));
        }

        _services.Scheduler.Schedule(this);
    }

    /// <summary>
    /// Drops the entries from <paramref name="index"/> on (pump). Reads a few KiB from disk when the entry is not in memory.
    /// </summary>
    /// <exception cref="StorageFailedException">The entry had to be read and could not be.</exception>
    public void TruncateFrom(LogIndex index)
    {
        if (index > LastIndex) return;
        using var lease = new EntryLease();
        Invariant.Check(ReadEntries(index, index, 1, lease) == LogReadStatus.Hit && lease.Entries[0].Index == index);
        TruncateFrom(index, lease.Entries[0].BaseOffset);
    }

    /// <summary>
    /// Drops the entries from <paramref name="index"/> on, without any I/O (pump). The truncation is durable before anything
    /// appended after
    /// it is reported flushed.
    /// </summary>
    /// <param name="index">The first to drop; above the boundary.</param>
    /// <param name="endOffset">Where the log ends then: the base offset of the entry that takes the place (a follower has it
    /// from its leader).</param>
    public void TruncateFrom(LogIndex index, Offset endOffset)
    {
        if (index > LastIndex) return;
        CheckWritable();
        Invariant.Check(index >= FirstIndex);
        long tailBytes;
        lock (_state.Gate)
        {
            tailBytes = _state.Tail.TruncateFrom(index);
            var keep = _state.Segments.Length;
            while (keep > 1 && _state.Segments[keep - 1].FirstIndex > index) keep--;
            _state.Segments = _state.Segments[..keep];
            _state.Epochs = _state.Epochs.TruncatedFrom(index);
            _state.Configurations.RemoveAll(configuration => configuration.Index >= index);
            (_state.LastIndex, _state.EndOffset) = (index - 1, endOffset);
            _state.LastTerm = TermAt(index - 1);
            _state.Rewrites++;
            _state.Generation++;
            ForgetUnwritten(index, endOffset);
            _state.DiskEnd = LogIndex.Min(_state.DiskEnd, index);
            _state.FlushedIndex = LogIndex.Min(_state.FlushedIndex, index - 1);
        }

        _services.TailBudget.Release(tailBytes);
        _services.Scheduler.Schedule(this);
    }

    /// <summary>
    /// Drops the segments before <paramref name="firstIndex"/>, which must be the first index of a segment with a snapshot (pump). Their
    /// files go later, oldest first.
    /// </summary>
    /// <returns>False when no such segment exists, or its snapshot file was lost: the log stays as it is.</returns>
    public bool TrimTo(LogIndex firstIndex)
    {
        CheckWritable();
        if (firstIndex <= FirstIndex) return false;
        long tailBytes;
        lock (_state.Gate)
        {
            var at = Array.FindIndex(_state.Segments, segment => segment.FirstIndex == firstIndex);
            if (at <= 0 || !_state.Segments[at].HasSnapshot) return false;
            var first = _state.Segments[at];
            _state.Segments = _state.Segments[at..];
            (_state.FirstIndex, _state.FirstOffset, _state.BoundaryTerm) = (first.FirstIndex, first.BaseOffset, first.PreviousTerm);
            _state.Epochs = _state.Epochs.TrimmedTo(firstIndex - 1);
            _state.TrimTarget = first;
            tailBytes = _state.Tail.EvictBelow(LogIndex.Min(firstIndex, _state.DiskEnd));
        }

        _services.TailBudget.Release(tailBytes);
        _services.Scheduler.Schedule(this);
        return true;
    }

    /// <summary>
    /// Discards everything and starts again right after <paramref name="snapshot"/> (InstallSnapshot, Raft §7), or from nothing
    /// when its last
    /// index is 0 (pump). Also the way out of damage. Reported as flushed at the snapshot's last index once durable.
    /// </summary>
    public void ResetTo(LogSnapshot snapshot, long nowMs)
    {
        Invariant.Check(!_state.IsClosed && _state.Failure is null && snapshot.Epochs.LastTerm == snapshot.LastTerm);
        long tailBytes;
        lock (_state.Gate)
        {
            tailBytes = _state.Tail.TruncateFrom(LogIndex.Zero);
            _state.Queue.Clear();
            var next = SegmentAfter(snapshot, nowMs);
            _state.Segments = [next];
            _state.Rebuilt.Clear();
            _state.Epochs = snapshot.Epochs.TrimmedTo(snapshot.LastIndex);
            _state.Configurations.Clear();
            _state.Configurations.AddRange(snapshot.Configurations);
            (_state.FirstIndex, _state.FirstOffset, _state.BoundaryTerm) = (next.FirstIndex, next.BaseOffset, next.PreviousTerm);
            (_state.LastIndex, _state.EndOffset, _state.LastTerm) = (snapshot.LastIndex, snapshot.EndOffset, snapshot.LastTerm);
            _state.DiskEnd = next.FirstIndex;
            _state.FlushedIndex = LogIndex.Zero;
            _state.TrimTarget = null;
            _state.Damage = null;
            _state.Rewrites++;
            _state.Generation++;
            _state.Queue.Add(new ResetOperation(next, snapshot));
        }

        _services.TailBudget.Release(tailBytes);
        _services.Scheduler.Schedule(this);
    }

    /// <summary>
    /// Refuses everything from now on but <see cref="ResetTo"/>: a read, or the scrubber, found bytes unlike those written (pump).
    /// </summary>
    public void MarkDamaged(LogDamage damage)
    {
        lock (_state.Gate) _state.Damage ??= damage;
    }

    /// <summary>The configurations the log knows, by ascending index; the last one is in force (pump).</summary>
    public IReadOnlyList<ConfigurationEntry> Configurations => _state.Configurations;

    /// <summary>The physical side: carries out what is pending, on a flusher thread, one call at a time for each log.</summary>
    public bool Flush()
    {
        var more = _writer.Flush();
        _services.TailBudget.EvictOldest();
        return more;
    }

    /// <summary>Tries the pending writes again, after room was made or as a probe. Any thread.</summary>
    public void RetryAfterDiskFull() => _services.Scheduler.Schedule(this);

    /// <summary>Has the active segment's index written, so that the next start scans only what follows. Any thread; for a log going idle.</summary>
    public void RequestCheckpoint()
    {
        _writer.RequestCheckpoint();
        _services.Scheduler.Schedule(this);
    }

    /// <summary>In memory mode, syncs in the background what has been unsynced for long enough; called now and then by one thread.</summary>
    public void Tick(long nowMs)
    {
        if (_options.Current.SyncMode == SyncMode.Memory && _writer.RequestSyncWhenDue(nowMs)) _services.Scheduler.Schedule(this);
    }

    /// <summary>
    /// Borrows whole batches from memory: from the one that holds <paramref name="from"/> on, none that ends after
    /// <paramref name="endExclusive"/>. Any thread; never blocks.
    /// </summary>
    /// <param name="from">The first offset wanted.</param>
    /// <param name="endExclusive">The high watermark or last stable offset.</param>
    /// <param name="bytesMax">Bound on the batches' bytes.</param>
    /// <param name="atLeastOne">Return the first batch even if it is larger (KIP-74).</param>
    /// <param name="into">Empty; receives the batches.</param>
    public LogReadStatus TryReadTail(Offset from, Offset endExclusive, int bytesMax, bool atLeastOne, BatchLease into)
    {
        Invariant.Check(into.Batches.Count == 0);
        lock (_state.Gate) return TailReader.ReadBatches(_state, from, endExclusive, bytesMax, atLeastOne, into);
    }

    /// <summary>
    /// As <see cref="TryReadTail"/>, from the segment files: what has been written. Any thread but the pump; blocks.
    /// </summary>
    /// <exception cref="LogCorruptException">Bytes do not read back as written; the replica is damaged.</exception>
    /// <exception cref="StorageFailedException">The disk refused the read.</exception>
    public LogReadStatus Read(Offset from, Offset endExclusive, int bytesMax, bool atLeastOne, BatchLease into) =>
        _reader.ReadBatches(from, endExclusive, bytesMax, atLeastOne, into);

    /// <summary>
    /// Borrows entries from memory, from the one that occupies <paramref name="from"/> up to <paramref name="last"/>: at least
    /// one, then as
    /// many as fit <paramref name="bytesMax"/>. Any thread; never blocks.
    /// </summary>
    public LogReadStatus TryReadTailEntries(LogIndex from, LogIndex last, long bytesMax, EntryLease into)
    {
        Invariant.Check(into.Entries.Count == 0);
        lock (_state.Gate) return TailReader.ReadEntries(_state, from, last, bytesMax, into);
    }

    /// <summary>
    /// As <see cref="TryReadTailEntries"/>, and from disk when memory does not go back that far. Any thread; may block.
    /// </summary>
    /// <exception cref="LogCorruptException">Bytes do not read back as written; the replica is damaged.</exception>
    /// <exception cref="StorageFailedException">The disk refused the read.</exception>
    public LogReadStatus ReadEntries(LogIndex from, LogIndex last, long bytesMax, EntryLease into)
    {
        var status = TryReadTailEntries(from, last, bytesMax, into);
        return status == LogReadStatus.NotInMemory ? _reader.ReadEntries(from, last, bytesMax, into) : status;
    }

    /// <summary>Visits every entry from <paramref name="from"/> to the end in order, to rebuild state from. Blocks.</summary>
    /// <returns>The index after the last one visited.</returns>
    /// <exception cref="LogCorruptException">Bytes do not read back as written; the replica is damaged.</exception>
    /// <exception cref="StorageFailedException">The disk refused the read.</exception>
    public LogIndex Replay(LogIndex from, EntryVisitor visitor)
    {
        var last = LastIndex;
        var next = _reader.Replay(LogIndex.Max(from, FirstIndex), last, visitor);
        using var lease = new EntryLease();
        while (next <= last && TryReadTailEntries(next, last, SegmentScan.ScanBytes, lease) == LogReadStatus.Hit)
        {
            foreach (var entry in lease.Entries) visitor(entry, entry.PayloadSpan);
            next = lease.Entries[^1].LastIndex + 1;
            lease.Dispose();
        }

        return next;
    }

    /// <summary>
    /// The first batch that ends at or before <paramref name="endExclusive"/> and may hold a record at or after
    /// <paramref name="timestampMs"/>; null when there is none. Any thread but the pump; may block.
    /// </summary>
    /// <exception cref="LogCorruptException">Bytes do not read back as written; the replica is damaged.</exception>
    /// <exception cref="StorageFailedException">The disk refused the read.</exception>
    public TimestampCandidate? FindOffsetByTime(long timestampMs, Offset endExclusive)
    {
        if (_reader.FindTimestamp(timestampMs, endExclusive) is { } onDisk) return onDisk;
        lock (_state.Gate) return TailReader.FindTimestamp(_state, timestampMs, endExclusive);
    }

    /// <summary>
    /// The snapshot a segment begins behind, for InstallSnapshot; null when there is none or it does not read back. Blocks.
    /// </summary>
    /// <param name="firstIndex">The segment's first index, as in <see cref="SegmentBoundaries"/>.</param>
    /// <exception cref="StorageFailedException">The disk refused the read.</exception>
    public LogSnapshot? ReadSnapshot(LogIndex firstIndex)
    {
        var path = _files.PathOf(firstIndex, SegmentNames.SnapshotSuffix);
        try
        {
            var snapshot = WholeFile.TryRead(_files.Disk, path) is { } bytes ? LogSnapshot.TryDecode(bytes, Group, out _) : null;
            return snapshot?.LastIndex == firstIndex - 1 ? snapshot : null;
        }
        catch (DiskException exception)
        {
            throw new StorageFailedException(path, "a snapshot cannot be read", exception);
        }
    }

    /// <summary>
    /// How far the log is durable, for the node's <see cref="RecoveryCheckpoint"/>; null when it should say nothing of this log: nothing was
    /// written, or entries are just being dropped. Any thread.
    /// </summary>
    public LogCheckpoint? TakeCheckpoint()
    {
        lock (_state.Gate)
        {
            if (_state.Synced is not { } synced || _state.Failure is not null) return null;
            return synced.FlushedIndex < _state.Queue.TruncationFloor ? synced : null;
        }
    }

    /// <summary>
    /// Writes what is pending, syncs, writes the indexes (so that the next start scans nothing) and closes the files. The caller has
    /// stopped the pump and the flushes.
    /// </summary>
    /// <returns>As <see cref="TakeCheckpoint"/>, covering the whole log; null when not everything is durable, which is like a
    /// crash.</returns>
    public LogCheckpoint? Close()
    {
        while (_writer.Flush())
        {
            // Each call takes a bounded part of what is pending.
        }

        var finished = _writer.TryFinish() && _state.Damage is null;
        long tailBytes;
        lock (_state.Gate)
        {
            _state.IsClosed = true;
            _state.Queue.Clear();
            tailBytes = _state.Tail.TruncateFrom(LogIndex.Zero);
        }

        _services.TailBudget.Release(tailBytes);
        _files.Dispose();
        return finished ? TakeCheckpoint() : null;
    }

    /// <summary>Lets entries below <paramref name="end"/> go from memory; false when some of them are not written yet.</summary>
    internal bool EvictTailBelow(LogIndex end)
    {
        long bytes;
        bool all;
        lock (_state.Gate)
        {
            bytes = _state.Tail.EvictBelow(LogIndex.Min(end, _state.DiskEnd));
            all = _state.Tail.Count == 0 || _state.Tail[0].Index >= end;
        }

        _services.TailBudget.Release(bytes);
        return all;
    }

    private static Segment FirstSegment() =>
        new() { FirstIndex = new LogIndex(1), BaseOffset = Offset.Zero, PreviousTerm = Term.Zero, CreatedTimeMs = 0 };

    private static Segment SegmentAfter(LogSnapshot snapshot, long nowMs) => new()
    {
        FirstIndex = snapshot.LastIndex + 1,
        BaseOffset = snapshot.EndOffset,
        PreviousTerm = snapshot.LastTerm,
        CreatedTimeMs = nowMs,
        HasSnapshot = snapshot.LastIndex > LogIndex.Zero,
    };

    private void CheckWritable() =>
        Invariant.Check(!_state.IsClosed && _state.Damage is null);

    /// <summary>Takes back what the flusher has not begun, and has it undo the rest (with the gate held).</summary>
    private void ForgetUnwritten(LogIndex index, Offset endOffset)
    {
        _state.Queue.TruncateFrom(index);
        var lastOnDisk = _state.Queue.LastIndexAfter ?? _writer.WrittenIndex;
        if (lastOnDisk >= index) _state.Queue.Add(new TruncateOperation(index, endOffset, _state.ActiveSegment));
    }

    /// <summary>The last two configurations at or before the end, of which a truncation may need the first.</summary>
    private List<ConfigurationEntry> LastConfigurations(ConfigurationEntry? inForce)
    {
        var known = _state.Configurations;
        if (inForce is null) return known[Math.Max(0, known.Count - 2)..];
        var before = known.FindLast(configuration => configuration.Index < inForce.Index);
        return before is null ? [inForce] : [before, inForce];
    }
}
