namespace RaftLog.Server.Configuration;

/// <summary>Collects every error, and where each key was written, so that all are told at once and in reading order.</summary>
internal sealed class ConfigErrors
{
    private readonly List<(ConfigOrigin? Origin, ConfigError Error)> _errors = [];
    private readonly Dictionary<string, ConfigOrigin> _origins = new(StringComparer.Ordinal);

    public void Remember(string path, ConfigOrigin origin) => _origins[path] = origin;

    /// <summary>Where <paramref name="path"/> was written, or its nearest parent that was; null when none was.</summary>
    public ConfigOrigin? OriginOf(string path)
    {
        while (true)
        {
            if (_origins.TryGetValue(path, out var origin)) return origin;
            var dot = path.LastIndexOf('.');
            if (dot < 0) return null;
            path = path[..dot];
        }
    }

    /// <summary>The origin of exactly this key; null when it has its default.</summary>
    public ConfigOrigin? ExactOriginOf(string path) => _origins.GetValueOrDefault(path);

    public void Add(string path, string problem) => Add(OriginOf(path), path, problem);

    public void Add(ConfigOrigin? origin, string path, string problem) =>
        _errors.Add((origin, new ConfigError(origin?.Text, path, problem)));

    /// <summary>False when an error about this key was reported already; what compares keys should then leave it out.</summary>
    public bool IsSound(string path) => !_errors.Any(e => e.Error.Path == path);

    public IReadOnlyList<ConfigError> InReadingOrder() =>
        [.. _errors.OrderBy(e => e.Origin, Comparer<ConfigOrigin?>.Default).Select(e => e.Error)];
}
