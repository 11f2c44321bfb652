namespace RaftLog.Protocol.Generator.Model;

/// <summary>A class with fields: a message's own body, or one of its rows.</summary>
internal sealed record RowModel(string Name, EquatableArray<FieldModel> Fields)
{
    /// <summary>The fields outside the tagged section, in the order they travel.</summary>
    public IEnumerable<FieldModel> Ordinary => Fields.Where(static item => !item.IsTagged);

    /// <summary>The fields of the tagged section, by tag.</summary>
    public IEnumerable<FieldModel> Tagged => Fields.Where(static item => item.IsTagged).OrderBy(static item => item.Tag);

    /// <summary>What an instance takes on the heap, without what it refers to.</summary>
    public int ObjectSize => 16 + Fields.Sum(static item => item.ObjectSize);
}
