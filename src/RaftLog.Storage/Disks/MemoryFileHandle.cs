namespace RaftLog.Storage.Disks;

/// <summary>An open file of a <see cref="MemoryDisk"/>; it goes on reading after the name is gone.</summary>
internal sealed class MemoryFileHandle(MemoryFile file, string path, bool writable) : IDiskFile
{
    private int _disposed;

    public long Length
    {
        get
        {
            ThrowIfDisposed();
            return file.Length;
        }
    }

    public int Read(Span<byte> buffer, long position)
    {
        ThrowIfDisposed();
        return file.Read(buffer, position);
    }

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        RequireWritable();
        file.Write(bytes, position, path);
    }

    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long position)
    {
        RequireWritable();
        for (var i = 0; i < pieces.Count; i++)
        {
            file.Write(pieces[i].Span, position, path);
            position += pieces[i].Length;
        }
    }

    public void SetLength(long length)
    {
        RequireWritable();
        file.SetLength(length);
    }

    public void SyncData() => ThrowIfDisposed();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) file.ReleaseReference();
    }

    private void RequireWritable()
    {
        ThrowIfDisposed();
        if (!writable) throw new DiskException(DiskFailure.Access, path, "opened for reading only");
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
}
