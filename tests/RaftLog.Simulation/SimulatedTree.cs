using RaftLog.Storage.Disks;

namespace RaftLog.Simulation;

/// <summary>One change of names that happens as a whole: a creation, a rename (two names), a deletion.</summary>
internal sealed record NameChange(params NameEdit[] Edits);

/// <summary>One name that gets another meaning; null when it goes away.</summary>
internal sealed record NameEdit(SimulatedDirectory Directory, string Name, SimulatedNode? Node)
{
    public bool IsSameName(NameEdit other) => ReferenceEquals(Directory, other.Directory) && Name == other.Name;
}

/// <summary>The folders and files of a simulated disk, and the changes of names that no directory sync has covered.</summary>
internal sealed class SimulatedTree
{
    private readonly SimulatedDirectory _root = new();
    private readonly List<NameChange> _pending = [];

    public SimulatedTree()
    {
    }

    private SimulatedTree(SimulatedDirectory root, List<NameChange> pending) => (_root, _pending) = (root, pending);

    public SimulatedNode? Find(string path)
    {
        SimulatedNode? node = _root;
        if (path.Length == 0) return node;
        foreach (var part in path.Split('/'))
        {
            if (node is not SimulatedDirectory directory || !directory.Entries.TryGetValue(part, out node)) return null;
        }

        return node;
    }

    public SimulatedDirectory ParentOf(string path) =>
        Find(DiskPath.DirectoryOf(path)) as SimulatedDirectory ?? throw Refused(path, "no such folder");

    public void Link(string path, SimulatedNode node) => Change(new NameEdit(ParentOf(path), DiskPath.NameOf(path), node));

    public void Unlink(string path) => Change(new NameEdit(ParentOf(path), DiskPath.NameOf(path), null));

    public void Rename(string from, string to)
    {
        var node = Find(from) ?? throw Refused(from, "no such file or folder");
        var target = ParentOf(to);
        if (from == to) return;
        if (node is SimulatedDirectory && to.StartsWith(from + "/", StringComparison.Ordinal))
        {
            throw Refused(to, "lies inside the folder to be renamed");
        }

        var replaced = Find(to);
        if (replaced is SimulatedDirectory || (replaced is not null && node is SimulatedDirectory)) throw Refused(to, "already exists");
        Change(new(ParentOf(from), DiskPath.NameOf(from), null), new(target, DiskPath.NameOf(to), node));
    }

    /// <summary>Deletes from the leaves up, each name a change of its own, as a recursive delete does.</summary>
    public void DeleteDirectory(string path)
    {
        if (Find(path) is not SimulatedDirectory directory) return;
        foreach (var (name, child) in directory.Entries.ToArray())
        {
            if (child is SimulatedDirectory) DeleteDirectory(DiskPath.Combine(path, name));
            else Unlink(DiskPath.Combine(path, name));
        }

        Unlink(path);
    }

    /// <summary>
    /// Changes in <paramref name="directory"/> reach the disk, and with them the other half of a rename and what happened to the
    /// same names before.
    /// </summary>
    public void Sync(SimulatedDirectory directory)
    {
        var covered = new bool[_pending.Count];
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            covered[i] = _pending[i].Edits.Any(edit => ReferenceEquals(edit.Directory, directory));
            for (var later = i + 1; later < _pending.Count && !covered[i]; later++)
            {
                covered[i] = covered[later] && SharesName(_pending[i], _pending[later]);
            }
        }

        for (var i = 0; i < covered.Length; i++)
        {
            if (covered[i]) MakeDurable(_pending[i]);
        }

        var position = 0;
        _pending.RemoveAll(_ => covered[position++]);
    }

    /// <summary>
    /// Power is lost. A change of names survives only if those made before it to the same names do; otherwise each survives or not by
    /// itself. Then each file that still has a name gets the bytes that survived.
    /// </summary>
    public void LosePower(CrashChoice choice, FaultCounters counters)
    {
        var kept = new bool[_pending.Count];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = true;
            for (var earlier = 0; earlier < i && kept[i]; earlier++)
            {
                kept[i] = kept[earlier] || !SharesName(_pending[earlier], _pending[i]);
            }

            kept[i] = kept[i] && choice.KeepName();
            if (kept[i]) MakeDurable(_pending[i]);
            else counters.LostNames++;
        }

        _pending.Clear();
        Restore(_root, choice, counters, []);
    }

    public IEnumerable<SimulatedFile> Files() => FilesBelow(_root);

    public SimulatedTree Clone()
    {
        var copies = new Dictionary<SimulatedNode, SimulatedNode>(ReferenceEqualityComparer.Instance);
        var root = (SimulatedDirectory)CloneNode(_root, copies);
        return new SimulatedTree(root, [.. _pending.Select(change => new NameChange([.. change.Edits.Select(edit =>
            new NameEdit((SimulatedDirectory)CloneNode(edit.Directory, copies), edit.Name,
                edit.Node is null ? null : CloneNode(edit.Node, copies)))]))]);
    }

    private static SimulatedNode CloneNode(SimulatedNode node, Dictionary<SimulatedNode, SimulatedNode> copies)
    {
        if (copies.TryGetValue(node, out var known)) return known;
        if (node is SimulatedFile file) return copies[node] = file.Clone();
        var (original, copy) = ((SimulatedDirectory)node, new SimulatedDirectory());
        copies[node] = copy;
        foreach (var (name, child) in original.Entries) copy.Entries.Add(name, CloneNode(child, copies));
        foreach (var (name, child) in original.Durable) copy.Durable.Add(name, CloneNode(child, copies));
        return copy;
    }

    private static void Restore(SimulatedDirectory directory, CrashChoice choice, FaultCounters counters, HashSet<SimulatedNode> seen)
    {
        directory.Entries.Clear();
        foreach (var (name, child) in directory.Durable)
        {
            directory.Entries.Add(name, child);
            if (!seen.Add(child)) continue;
            if (child is SimulatedDirectory below) Restore(below, choice, counters, seen);
            else ((SimulatedFile)child).LosePower(choice, counters);
        }
    }

    private static IEnumerable<SimulatedFile> FilesBelow(SimulatedDirectory directory)
    {
        foreach (var child in directory.Entries.Values)
        {
            if (child is SimulatedFile file) yield return file;
            if (child is not SimulatedDirectory below) continue;
            foreach (var deeper in FilesBelow(below)) yield return deeper;
        }
    }

    private static bool SharesName(NameChange a, NameChange b) => a.Edits.Any(edit => b.Edits.Any(edit.IsSameName));

    private static void MakeDurable(NameChange change)
    {
        foreach (var edit in change.Edits) Set(edit.Directory.Durable, edit);
    }

    private static void Set(SortedDictionary<string, SimulatedNode> names, NameEdit edit)
    {
        if (edit.Node is null) names.Remove(edit.Name);
        else names[edit.Name] = edit.Node;
    }

    private static DiskException Refused(string path, string why) => new(DiskFailure.Access, path, why);

    private void Change(params NameEdit[] edits)
    {
        foreach (var edit in edits) Set(edit.Directory.Entries, edit);
        _pending.Add(new NameChange(edits));
    }
}
