using System.Reflection;

namespace RaftLog.Server.Observability;

/// <summary>The version this assembly was built as.</summary>
public static class BuildIdentity
{
    private static readonly string[] Parts =
        (typeof(BuildIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+', 2);

    /// <summary>The version without build metadata: <c>0.1.0</c>.</summary>
    public static string Version => Parts[0];

    /// <summary>The commit it was built from, <c>unknown</c> when the build was not made from a repository.</summary>
    public static string Commit => Parts.Length > 1 ? Parts[1] : "unknown";
}
