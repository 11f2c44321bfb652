using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// Consecutive entries with a reference to each payload, given back by <see cref="Dispose"/>. May be used again afterwards. Not
/// thread-safe.
/// </summary>
public sealed class EntryLease : IDisposable
{
    private readonly List<LogEntry> _entries = [];

    /// <summary>The entries, by ascending index.</summary>
    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>Sum of the payloads' lengths.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>Releases every payload and forgets the entries.</summary>
    public void Dispose()
    {
        foreach (var entry in _entries) entry.Payload?.Release();
        _entries.Clear();
        PayloadBytes = 0;
    }

    /// <summary>Adds an entry whose payload reference now belongs to the lease.</summary>
    internal void AddOwned(in LogEntry entry)
    {
        _entries.Add(entry);
        PayloadBytes += entry.PayloadLength;
    }
}
