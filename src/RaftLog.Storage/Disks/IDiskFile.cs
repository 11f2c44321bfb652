namespace RaftLog.Storage.Disks;

/// <summary>
/// An open file. Reads may run beside each other and beside one writer that works on other bytes; writes, truncation and syncs are
/// the caller's to serialise.
/// </summary>
public interface IDiskFile : IDisposable
{
    /// <summary>The file's length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to <paramref name="buffer"/>'s length; fewer bytes only at the end of the file.</summary>
    int Read(Span<byte> buffer, long position);

    /// <summary>Writes all of <paramref name="bytes"/>, growing the file as needed.</summary>
    /// <exception cref="DiskException">With <see cref="DiskFailure.Full"/> a prefix may have been written; writing again is safe.</exception>
    void Write(ReadOnlySpan<byte> bytes, long position);

    /// <summary>Writes the pieces back to back, as one gathered write where the system can.</summary>
    void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long position);

    /// <summary>Cuts or extends (with zeros) the file.</summary>
    void SetLength(long length);

    /// <summary>
    /// Makes data and length durable (fdatasync). A failure is final for what was written before it: the pages may be marked clean, so a
    /// second call that succeeds proves nothing, and the caller fails the replica.
    /// </summary>
    void SyncData();
}
