using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>
/// Reads from the segment files, on any thread, beside the pump and the flusher. A read works on what the log was when it began; when
/// bytes were replaced under it (a truncation, a reset, a trim), it notices and begins again.
/// </summary>
internal sealed class LogReader(LogState state, SegmentFiles files, LiveOptions options, PayloadPool pool)
{
    private const int SmallestReadBytes = 64 << 10;
    private const int LargestReadBytes = 1 << 20;

    private readonly SegmentLookup _lookup = new(state, files, options, pool);

    /// <summary>What to do with an entry met on the way.</summary>
    /// <returns>False to stop before it.</returns>
    private delegate bool Visit(SegmentReader reader);

    /// <summary>See <see cref="PartitionLog.Read"/>.</summary>
    public LogReadStatus ReadBatches(Offset from, Offset endExclusive, int bytesMax, bool atLeastOne, BatchLease into)
    {
        Invariant.Check(into.Batches.Count == 0);
        while (true)
        {
            var view = TakeView();
            if (from < view.FirstOffset) return LogReadStatus.BelowStart;
            var room = (long)bytesMax;
            var wantOne = atLeastOne;
            var finished = TryWalk(
                view, segment => _lookup.Floor(segment, from), LogState.FindSegment(view.Segments, from), BufferFor(bytesMax), reader =>
            {
                var header = reader.Header;
                if (header.EndOffset <= from || header.RecordSpan == 0) return true;
                if (header.EndOffset > endExclusive) return false;
                if (header.Kind != EntryKind.Data) return true;
                if (header.PayloadLength > room && !wantOne) return false;
                Load(reader, options.Current.VerifyBatchCrcOnRead);
                into.Add(reader.PayloadMemory, reader.Buffer, header.BaseOffset, header.EndOffset);
                room -= header.PayloadLength;
                wantOne = false;
                return room > 0;
            });
            if (finished) return into.Batches.Count > 0 ? LogReadStatus.Hit : LogReadStatus.Empty;
            into.Dispose();
        }
    }

    /// <summary>See <see cref="PartitionLog.ReadEntries"/>: the part on disk.</summary>
    public LogReadStatus ReadEntries(LogIndex from, LogIndex last, long bytesMax, EntryLease into)
    {
        Invariant.Check(into.Entries.Count == 0);
        while (true)
        {
            var view = TakeView();
            if (from < view.FirstIndex) return LogReadStatus.BelowStart;
            var room = bytesMax;
            var finished = TryWalk(
                view, segment => _lookup.Floor(segment, from), LogState.FindSegment(view.Segments, from), BufferFor(bytesMax), reader =>
            {
                var header = reader.Header;
                if (header.LastIndex < from) return true;
                if (header.Index > last || (header.PayloadLength > room && into.Entries.Count > 0)) return false;
                Load(reader, checkCrc: true);
                into.AddOwned(header.ToEntry(header.PayloadLength == 0 ? null : pool.Copy(reader.PayloadSpan)));
                room -= header.PayloadLength;
                return room > 0;
            });
            if (finished) return into.Entries.Count > 0 ? LogReadStatus.Hit : LogReadStatus.Empty;
            into.Dispose();
        }
    }

    /// <summary>Visits the entries on disk from <paramref name="from"/> on; returns the index after the last one visited.</summary>
    public LogIndex Replay(LogIndex from, LogIndex last, EntryVisitor visitor)
    {
        var next = from;
        while (true)
        {
            var view = TakeView();
            var finished = TryWalk(
                view, segment => _lookup.Floor(segment, next), LogState.FindSegment(view.Segments, next), LargestReadBytes, reader =>
            {
                if (reader.Header.LastIndex < next) return true;
                if (reader.Header.Index > last) return false;
                Load(reader, checkCrc: true);
                visitor(reader.Header.ToEntry(null), reader.PayloadSpan);
                next = reader.Header.NextIndex;
                return true;
            });
            if (finished) return next;
        }
    }

    /// <summary>The first batch on disk with a record at or after <paramref name="timestampMs"/>; null when there is none.</summary>
    public TimestampCandidate? FindTimestamp(long timestampMs, Offset endExclusive)
    {
        while (true)
        {
            var view = TakeView();
            TimestampCandidate? found = null;
            var first = 0;
            while (first < view.Segments.Length && view.MaxTimestamps[first] < timestampMs) first++;
            if (first == view.Segments.Length) return null;
            var finished = TryWalk(view, segment => _lookup.FloorTime(segment, timestampMs), first, SmallestReadBytes, reader =>
            {
                var header = reader.Header;
                if (header.Kind != EntryKind.Data) return true;
                if (header.EndOffset > endExclusive) return false;
                Load(reader, checkCrc: false);
                var max = BatchFields.MaxTimestamp(reader.PayloadSpan);
                if (max < timestampMs) return true;
                found = new TimestampCandidate(header.BaseOffset, max);
                return false;
            });
            if (finished) return found;
        }
    }

    private static int BufferFor(long bytesMax) => (int)Math.Clamp(bytesMax + SmallestReadBytes, SmallestReadBytes, LargestReadBytes);

    private static void Load(SegmentReader reader, bool checkCrc)
    {
        if (!reader.LoadPayload(checkCrc)) throw new BadEntryFoundException();
    }

    private View TakeView()
    {
        lock (state.Gate)
        {
            if (state.Damage is { } damage) throw new LogCorruptException(damage);
            return new View(
                state.Segments, Array.ConvertAll(state.Segments, segment => segment.MaxTimestampMs),
                state.FirstIndex, state.FirstOffset, state.DiskEnd, state.Rewrites);
        }
    }

    /// <summary>Visits entries in order, from a place in one segment on through the following ones.</summary>
    /// <returns>False when the log was rewritten meanwhile: what was visited is void.</returns>
    /// <exception cref="LogCorruptException">An entry that should be there does not read back.</exception>
    private bool TryWalk(in View view, Func<Segment, SparseRow> place, int firstSegment, int bufferBytes, Visit visit)
    {
        for (var i = firstSegment; i < view.Segments.Length; i++)
        {
            var segment = view.Segments[i];
            if (segment.FirstIndex >= view.DiskEnd) break;
            var (file, start) = Enter(view, segment, i == firstSegment ? place : static first => first.Start);
            if (file is null) return false;
            using (file)
            {
                var goOn = TryWalkSegment(view, segment, file.File, start, bufferBytes, visit, out var damage);
                if (damage is not null)
                {
                    if (HasChanged(view)) return false;
                    if (start != segment.Start && !_lookup.IsProven(segment, start))
                    {
                        // The index pointed at no entry: it is only a hint. Build it again and start over.
                        _lookup.Rebuild(segment, file.File);
                        return false;
                    }

                    throw new LogCorruptException(damage);
                }

                if (!goOn) break;
            }
        }

        return !HasChanged(view);
    }

    /// <summary>Opens a segment at a place; nothing when it has gone since the read began.</summary>
    private (SharedFile? File, SparseRow Start) Enter(in View view, Segment segment, Func<Segment, SparseRow> place)
    {
        try
        {
            var start = place(segment);
            return (files.Acquire(segment), start);
        }
        catch (DiskException exception)
        {
            if (HasChanged(view)) return (null, default);
            throw new StorageFailedException(files.LogPath(segment), "a segment cannot be opened", exception);
        }
    }

    private bool TryWalkSegment(
        in View view, Segment segment, IDiskFile file, in SparseRow start, int bufferBytes, Visit visit, out LogDamage? damage)
    {
        damage = null;
        using var reader = new SegmentReader(file, pool, bufferBytes, start, Term.Zero, segment.WrittenBytes);
        try
        {
            while (true)
            {
                if (reader.NextIndex >= view.DiskEnd) return false;
                var step = reader.Next();
                if (step == ReadStep.End) return true;
                if (step == ReadStep.Bad) throw new BadEntryFoundException();
                if (!visit(reader)) return false;
            }
        }
        catch (BadEntryFoundException)
        {
            damage = new LogDamage(DamageKind.BadEntry, files.LogPath(segment), reader.Position, reader.Header.Index, reader.Problem);
            return false;
        }
        catch (DiskException exception)
        {
            throw new StorageFailedException(files.LogPath(segment), "a read failed", exception);
        }
    }

    /// <summary>True when what a read relied on has been replaced or has gone.</summary>
    private bool HasChanged(in View view)
    {
        lock (state.Gate) return state.Rewrites != view.Rewrites || state.FirstIndex != view.FirstIndex;
    }

    /// <summary>The log as it was when a read began.</summary>
    private readonly record struct View(
        Segment[] Segments, long[] MaxTimestamps, LogIndex FirstIndex, Offset FirstOffset, LogIndex DiskEnd, long Rewrites);

    /// <summary>Leaves a visit when the payload does not read back; never seen outside.</summary>
    private sealed class BadEntryFoundException : Exception;
}
