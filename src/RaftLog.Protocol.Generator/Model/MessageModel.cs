namespace RaftLog.Protocol.Generator.Model;

/// <summary>A declared message or record: everything the emitters need, and nothing of the compilation.</summary>
internal sealed record MessageModel(
    string Namespace,
    RowModel Body,
    EquatableArray<RowModel> Rows,
    VersionSpan Versions,
    int FlexibleFrom,
    int RecordType,
    int? ApiKey,
    string? ApiName,
    bool IsResponse)
{
    public string Name => Body.Name;

    public bool IsApi => ApiKey is not null;

    public bool NeverFlexible => FlexibleFrom > Versions.High;

    public bool AlwaysFlexible => FlexibleFrom <= Versions.Low;

    public bool IsFlexible(int version) => version >= FlexibleFrom;

    public RowModel RowOf(FieldModel field) => Rows.First(row => row.Name == field.Row);

    /// <summary>The least a row takes on the wire in one version; what bounds an array's count.</summary>
    public int MinimumSize(RowModel row, int version)
    {
        var size = IsFlexible(version) ? 1 : 0;
        foreach (var field in row.Ordinary)
        {
            if (field.Versions.Contains(version)) size += MinimumSize(field, version);
        }

        return size;
    }

    private int MinimumSize(FieldModel field, int version)
    {
        var compact = IsFlexible(version) && !field.NeverFlexible;
        if (field.IsList) return compact ? 1 : 4;
        return field.Kind switch
        {
            WireKind.String => compact ? 1 : 2,
            WireKind.Bytes or WireKind.Records => compact ? 1 : 4,
            WireKind.Row => field.NullIn.Contains(version) ? 1 : MinimumSize(RowOf(field), version),
            _ => field.Kind.FixedSize(),
        };
    }
}
