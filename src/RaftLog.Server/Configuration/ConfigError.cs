namespace RaftLog.Server.Configuration;

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Origin">Where it was written (<c>broker.yaml:6:5</c>, <c>RAFTLOG__NODE__ID</c>, <c>--set node.id=3</c>); null when it was not.</param>
/// <param name="Path">The key's full path, such as <c>listeners.1.port</c>; empty when the file as a whole is meant.</param>
/// <param name="Problem">What is wrong with it, to be read after "path: ".</param>
public sealed record ConfigError(string? Origin, string Path, string Problem)
{
    /// <summary>The line for stderr: <c>broker.yaml:6:5: listeners.1.nmae: unknown key; did you mean 'name'?</c></summary>
    public override string ToString()
    {
        // "--set a.b=1" already names the key.
        var pathIsSaid = Origin is not null && Origin.StartsWith($"--set {Path}=", StringComparison.Ordinal);
        var path = Path.Length == 0 || pathIsSaid ? "" : Path + ": ";
        return Origin is null ? path + Problem : $"{Origin}: {path}{Problem}";
    }
}
