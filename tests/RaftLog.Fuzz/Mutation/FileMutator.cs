namespace RaftLog.Fuzz.Mutation;

/// <summary>Changes a folder's files as disks, crashes and people do: bytes, lost sectors, cuts, tails, lost, swapped and foreign files.</summary>
internal sealed class FileMutator(FuzzRandom random, FuzzBuffer buffer)
{
    private const int SectorBytes = 512;

    /// <summary>Changes one file.</summary>
    /// <param name="files">The folder; its entries are replaced, never changed.</param>
    /// <param name="donors">Another folder of the same kind.</param>
    /// <returns>The name of the file concerned; null when there is none.</returns>
    public string? Mutate(Dictionary<string, byte[]> files, Dictionary<string, byte[]> donors)
    {
        if (files.Count == 0) return null;
        var name = Pick(files);
        buffer.Load(files[name]);
        switch (random.Next(16))
        {
            case 0:
                files.Remove(name);
                return name;
            case 1:
                var other = Pick(files);
                (files[name], files[other]) = (files[other], files[name]);
                return name;
            case 2 when donors.Count > 0:
                buffer.Load(donors[Pick(donors)]);
                break;
            case 3 or 4: ZeroSectors(); break;
            case 5 or 6: buffer.Truncate(random.Next(buffer.Length + 1)); break;
            case 7: random.Fill(buffer.Insert(buffer.Length, random.Between(1, 200))); break;
            case 8: buffer.Insert(buffer.Length, random.Between(1, 2000)).Clear(); break;
            default: new Mutator(random, buffer).Mutate(0, [], donors.Count > 0 ? donors[Pick(donors)] : []); break;
        }

        files[name] = buffer.Span.ToArray();
        return name;
    }

    private void ZeroSectors()
    {
        var from = random.Next((buffer.Length / SectorBytes) + 1) * SectorBytes;
        var length = Math.Min(random.Between(1, 4) * SectorBytes, buffer.Length - from);
        buffer.Span.Slice(from, length).Clear();
    }

    private string Pick(Dictionary<string, byte[]> files) => files.Keys.ElementAt(random.Next(files.Count));
}
