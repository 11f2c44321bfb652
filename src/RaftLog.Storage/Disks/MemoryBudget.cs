namespace RaftLog.Storage.Disks;

/// <summary>Bytes taken and left on a <see cref="MemoryDisk"/>. Thread-safe.</summary>
internal sealed class MemoryBudget(long capacityBytes)
{
    private long _used;

    public DiskSpace Space => new(capacityBytes - Interlocked.Read(ref _used), capacityBytes);

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= capacityBytes) return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
