using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// Payload bytes a leader has appended and not seen committed. One mark per entry in a ring that grows to the largest backlog and stays.
/// </summary>
internal sealed class UncommittedBytes
{
    private (LogIndex Last, int Bytes)[] _marks = [];
    private int _start;
    private int _count;

    public long Total { get; private set; }

    public void Add(LogIndex last, int bytes)
    {
        if (bytes == 0) return;
        if (_count == _marks.Length) Grow();
        _marks[(_start + _count++) & (_marks.Length - 1)] = (last, bytes);
        Total += bytes;
    }

    public void Commit(LogIndex index)
    {
        while (_count > 0 && _marks[_start].Last <= index)
        {
            Total -= _marks[_start].Bytes;
            _start = (_start + 1) & (_marks.Length - 1);
            _count--;
        }
    }

    public void Clear() => (_start, _count, Total) = (0, 0, 0);

    private void Grow()
    {
        var larger = new (LogIndex, int)[Math.Max(16, _marks.Length * 2)];
        for (var i = 0; i < _count; i++) larger[i] = _marks[(_start + i) & (_marks.Length - 1)];
        (_marks, _start) = (larger, 0);
    }
}
