using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace RaftLog.Storage.Disks;

/// <summary>A real file, reached by pread, pwrite, pwritev and fdatasync; no buffer of ours lies between.</summary>
internal sealed class PosixDiskFile(SafeFileHandle handle, string path) : IDiskFile
{
    /// <summary>
    /// Below this average size it costs less to copy the pieces together and write once than to have the kernel walk a vector.
    /// </summary>
    private const int GatherPieceBytesMin = 16 * 1024;

    private const int SlabBytesMax = 1024 * 1024;

    public long Length
    {
        get
        {
            try
            {
                return RandomAccess.GetLength(handle);
            }
            catch (Exception e) when (DiskErrors.IsDiskError(e))
            {
                throw DiskErrors.Wrap(e, path);
            }
        }
    }

    public int Read(Span<byte> buffer, long position)
    {
        try
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var read = RandomAccess.Read(handle, buffer[total..], position + total);
                if (read == 0) break;
                total += read;
            }

            return total;
        }
        catch (Exception e) when (DiskErrors.IsDiskError(e))
        {
            throw DiskErrors.Wrap(e, path);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        try
        {
            // RandomAccess.Write goes on after a short write until all is written or the system reports an error.
            RandomAccess.Write(handle, bytes, position);
        }
        catch (Exception e) when (DiskErrors.IsDiskError(e))
        {
            throw DiskErrors.Wrap(e, path);
        }
    }

    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long position)
    {
        if (pieces.Count == 0) return;
        long total = 0;
        for (var i = 0; i < pieces.Count; i++) total += pieces[i].Length;
        if (pieces.Count > 1 && total <= SlabBytesMax && total < (long)GatherPieceBytesMin * pieces.Count)
        {
            WriteFromSlab(pieces, (int)total, position);
            return;
        }

        try
        {
            // Also here .NET goes on after a short write, and splits what is more than IOV_MAX.
            RandomAccess.Write(handle, pieces, position);
        }
        catch (Exception e) when (DiskErrors.IsDiskError(e))
        {
            throw DiskErrors.Wrap(e, path);
        }
    }

    public void SetLength(long length)
    {
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (Exception e) when (DiskErrors.IsDiskError(e))
        {
            throw DiskErrors.Wrap(e, path);
        }
    }

    public void SyncData()
    {
        if (OperatingSystem.IsLinux())
        {
            if (PosixCalls.FDataSync(handle) != 0) throw SyncFailed(DiskErrors.FromLastError(path, "fdatasync"));
            return;
        }

        try
        {
            RandomAccess.FlushToDisk(handle); // F_FULLFSYNC on macOS, FlushFileBuffers on Windows
        }
        catch (Exception e) when (DiskErrors.IsDiskError(e))
        {
            throw SyncFailed(DiskErrors.Wrap(e, path));
        }
    }

    public void Dispose() => handle.Dispose();

    /// <summary>
    /// Whatever the system calls it: after a failed sync nobody knows what the disk holds, so it is never a failure to retry.
    /// Delayed allocation reports a full disk here; those bytes are as lost as after EIO.
    /// </summary>
    private DiskException SyncFailed(DiskException cause) =>
        new(DiskFailure.Io, path, $"sync failed, unsynced data may be lost: {cause.Message}", cause);

    private void WriteFromSlab(IReadOnlyList<ReadOnlyMemory<byte>> pieces, int total, long position)
    {
        var slab = ArrayPool<byte>.Shared.Rent(total);
        try
        {
            var filled = 0;
            for (var i = 0; i < pieces.Count; i++)
            {
                pieces[i].Span.CopyTo(slab.AsSpan(filled));
                filled += pieces[i].Length;
            }

            Write(slab.AsSpan(0, total), position);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(slab);
        }
    }
}
