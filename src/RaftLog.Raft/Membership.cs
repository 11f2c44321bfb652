using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// The configurations along the log. The newest is in force from the moment it is appended (Raft §6), committed or not, and is taken
/// back when its entry is truncated.
/// </summary>
internal sealed class Membership
{
    private readonly List<(LogIndex Index, RaftConfiguration Configuration)> _history = [];

    public Membership(
        LogIndex boundary, RaftConfiguration configuration, IReadOnlyList<(LogIndex Index, RaftConfiguration Configuration)> later)
    {
        _history.Add((boundary, configuration));
        foreach (var (index, next) in later)
        {
            Invariant.Check(index > CurrentIndex);
            _history.Add((index, next));
        }
    }

    /// <summary>The configuration in force.</summary>
    public RaftConfiguration Current => _history[^1].Configuration;

    /// <summary>Where it was appended.</summary>
    public LogIndex CurrentIndex => _history[^1].Index;

    public bool IsVoter(Member member) => Current.IsVoter(member);

    /// <summary>
    /// True when the member votes in the configuration in force, or did in one that is not known to be superseded by a committed one.
    /// thesis §4.2.2: such a replica still stands for election, although its own vote does not count, because it may be the only one
    /// that holds the configuration that removes it.
    /// </summary>
    public bool MayStand(Member member)
    {
        foreach (var (_, configuration) in _history)
        {
            if (configuration.IsVoter(member)) return true;
        }

        return false;
    }

    public void Append(LogIndex index, RaftConfiguration configuration)
    {
        Invariant.Check(index > CurrentIndex);
        _history.Add((index, configuration));
    }

    /// <summary>Takes back what was appended at or after <paramref name="from"/>; true when the one in force changed.</summary>
    public bool Truncate(LogIndex from)
    {
        var before = _history.Count;
        while (_history.Count > 1 && _history[^1].Index >= from) _history.RemoveAt(_history.Count - 1);
        return _history.Count != before;
    }

    /// <summary>Forgets what no truncation can bring back.</summary>
    public void Committed(LogIndex commit)
    {
        while (_history.Count > 1 && _history[1].Index <= commit) _history.RemoveAt(0);
    }

    public void Reset(LogIndex index, RaftConfiguration configuration)
    {
        _history.Clear();
        _history.Add((index, configuration));
    }
}
