using System.Globalization;

namespace RaftLog.Server.Configuration;

/// <summary><c>cluster.seeds</c> as one text: <c>1@host:9093,2@host:9093</c>.</summary>
internal static class SeedText
{
    public static (List<SeedOptions>? Items, string Problem) Read(string text)
    {
        var seeds = new List<SeedOptions>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('@');
            var isSeed = at > 0
                && int.TryParse(part.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                && HostAddress.TrySplit(part[(at + 1)..], out _, out _);
            if (!isSeed) return (null, $"'{part}' is not id@host:port");

            seeds.Add(new SeedOptions { Id = int.Parse(part.AsSpan(0, at), CultureInfo.InvariantCulture), Address = part[(at + 1)..] });
        }

        return (seeds, "");
    }
}
