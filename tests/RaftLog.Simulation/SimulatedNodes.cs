namespace RaftLog.Simulation;

/// <summary>What a name can stand for.</summary>
internal abstract class SimulatedNode;

/// <summary>A folder: its names as programs see them, and as the disk holds them.</summary>
internal sealed class SimulatedDirectory : SimulatedNode
{
    public SortedDictionary<string, SimulatedNode> Entries { get; init; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, SimulatedNode> Durable { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>One change to a file since its last sync: a write, or a new length.</summary>
/// <param name="Bytes">What was written; null when only the length was set.</param>
/// <param name="Position">Where it was written.</param>
/// <param name="LengthAfter">The file's length after the change.</param>
internal sealed record FileChange(byte[]? Bytes, long Position, long LengthAfter);

/// <summary>A file: its bytes as programs see them, as the disk holds them, and the changes in between, oldest first.</summary>
internal sealed class SimulatedFile : SimulatedNode
{
    public const int SectorBytes = 512;

    public SparseImage Current { get; private set; } = new();

    public SparseImage Durable { get; private set; } = new();

    public List<FileChange> Pending { get; private set; } = [];

    public SimulatedFile Clone() => new() { Current = Current.Clone(), Durable = Durable.Clone(), Pending = [.. Pending] };

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        if (bytes.IsEmpty) return;
        Current.Put(bytes, position);
        Current.GrowTo(position + bytes.Length);
        Pending.Add(new FileChange(bytes.ToArray(), position, Current.Length));
    }

    public void SetLength(long length)
    {
        Current.SetLength(length);
        Pending.Add(new FileChange(null, 0, length));
    }

    /// <summary>Everything pending reaches the disk.</summary>
    public void Sync()
    {
        foreach (var change in Pending) Apply(Durable, change);
        Pending.Clear();
    }

    /// <summary>
    /// The sync fails: some of what was pending may have reached the disk, the rest never will, though programs still see it.
    /// </summary>
    public void FailSync(CrashChoice choice, FaultCounters counters)
    {
        Durable = Survivor(choice, counters);
        Pending.Clear();
    }

    /// <summary>The machine lost power: what <paramref name="choice"/> leaves is all there is.</summary>
    public void LosePower(CrashChoice choice, FaultCounters counters)
    {
        Durable = Survivor(choice, counters);
        Current = Durable.Clone();
        Pending.Clear();
    }

    /// <summary>
    /// One legal state of the file after a power cut. Length changes survive in their order, as file systems journal them; written
    /// sectors in any combination, whether or not the length that covers them did; a sector may be torn.
    /// </summary>
    private SparseImage Survivor(CrashChoice choice, FaultCounters counters)
    {
        var image = Durable.Clone();
        var lengths = LengthChanges();
        var kept = lengths.Count == 0 ? 0 : choice.LengthsKept(lengths.Count);
        var lastKept = kept == 0 ? -1 : lengths[kept - 1];
        var length = SurvivingLength(choice, lengths, kept);
        for (var i = 0; i < Pending.Count; i++)
        {
            var change = Pending[i];
            if (change.Bytes is not null) PutSurvivingSectors(image, change, choice, counters);
            else if (i <= lastKept) image.SetLength(change.LengthAfter);
        }

        image.SetLength(length);
        return image;
    }

    /// <summary>The places in <see cref="Pending"/> where the length changed.</summary>
    private List<int> LengthChanges()
    {
        var changes = new List<int>();
        var length = Durable.Length;
        for (var i = 0; i < Pending.Count; i++)
        {
            // A length set again counts too: cutting to the length the disk has never forgotten must still drop what lies beyond.
            if (Pending[i].LengthAfter != length || Pending[i].Bytes is null) changes.Add(i);
            length = Pending[i].LengthAfter;
        }

        return changes;
    }

    private long SurvivingLength(CrashChoice choice, List<int> lengths, int kept)
    {
        if (kept == 0) return Durable.Length;
        var after = Pending[lengths[kept - 1]].LengthAfter;
        var before = kept == 1 ? Durable.Length : Pending[lengths[kept - 2]].LengthAfter;

        // A file grows on disk as its pages are written back, so any length in between can be found.
        return after > before && Pending[lengths[kept - 1]].Bytes is not null ? choice.LengthBetween(before, after) : after;
    }

    private static void PutSurvivingSectors(SparseImage image, FileChange change, CrashChoice choice, FaultCounters counters)
    {
        var bytes = change.Bytes.AsSpan();
        for (var done = 0; done < bytes.Length;)
        {
            var position = change.Position + done;
            var count = (int)Math.Min(bytes.Length - done, SectorBytes - (position % SectorBytes));
            var survived = choice.SectorBytesKept(count);
            if (survived == 0) counters.LostSectors++;
            else if (survived < count) counters.TornSectors++;
            image.Put(bytes.Slice(done, survived), position);
            done += count;
        }
    }

    private static void Apply(SparseImage image, FileChange change)
    {
        if (change.Bytes is null)
        {
            image.SetLength(change.LengthAfter);
            return;
        }

        image.Put(change.Bytes, change.Position);
        image.GrowTo(change.Position + change.Bytes.Length);
    }

    /// <summary>Damages the medium itself: both views change, and what is pending stays as it is.</summary>
    public void Corrupt(long position, Func<byte, byte> damage)
    {
        Span<byte> one = stackalloc byte[1];
        foreach (var image in (SparseImage[])[Current, Durable])
        {
            if (image.Read(one, position) == 0) continue;
            one[0] = damage(one[0]);
            image.Put(one, position);
        }
    }
}
