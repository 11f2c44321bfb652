namespace RaftLog.Server.Observability;

/// <summary>The short word a log line starts with, taken from the logger's category.</summary>
internal static class LogArea
{
    private const string OwnPrefix = "RaftLog.";

    /// <summary><c>RaftLog.Raft.RaftNode</c> is <c>raft</c>; <c>Microsoft.AspNetCore.Server.Kestrel</c> is <c>kestrel</c>.</summary>
    public static string Of(string category)
    {
        var word = category.AsSpan();
        if (category.StartsWith(OwnPrefix, StringComparison.Ordinal))
        {
            word = word[OwnPrefix.Length..];
            var dot = word.IndexOf('.');
            if (dot > 0) word = word[..dot];
        }
        else
        {
            word = word[(word.LastIndexOf('.') + 1)..];
        }

        return word.ToString().ToLowerInvariant();
    }
}
