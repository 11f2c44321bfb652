namespace RaftLog.Server.Configuration;

/// <summary>Where a piece of configuration was written, in a form a person (or an editor) can jump to.</summary>
/// <param name="Source">The source's rank; a higher one wins.</param>
/// <param name="Line">1-based line in a file; for the other sources the position among their settings.</param>
/// <param name="Column">1-based column in a file, 0 elsewhere.</param>
/// <param name="Text">What errors start with: <c>broker.yaml:6:5</c>, <c>RAFTLOG__NODE__ID</c>, <c>--set node.id=3</c>.</param>
internal sealed record ConfigOrigin(ConfigSource Source, int Line, int Column, string Text) : IComparable<ConfigOrigin>
{
    public int CompareTo(ConfigOrigin? other)
    {
        if (other is null) return 1;
        var bySource = Source.CompareTo(other.Source);
        if (bySource != 0) return bySource;
        var byLine = Line.CompareTo(other.Line);
        return byLine != 0 ? byLine : Column.CompareTo(other.Column);
    }
}

/// <summary>The sources of configuration, the weakest first.</summary>
internal enum ConfigSource
{
    File,
    Environment,
    CommandLine,
}
