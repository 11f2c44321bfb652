using RaftLog.Storage.Disks;

namespace RaftLog.Simulation;

/// <summary>An open file of a <see cref="SimulatedDisk"/>; it dies with the incarnation that opened it.</summary>
internal sealed class SimulatedDiskFile(SimulatedDisk disk, SimulatedFile file, string path, bool writable, int incarnation)
    : IDiskFile
{
    public SimulatedFile File => file;

    public string Path => path;

    public int Incarnation => incarnation;

    public bool IsDisposed { get; private set; }

    public long Length => disk.LengthOf(this);

    public int Read(Span<byte> buffer, long position) => disk.Read(this, buffer, position);

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        RequireWritable();
        disk.Write(this, bytes, position);
    }

    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long position)
    {
        RequireWritable();
        var all = new byte[pieces.Sum(piece => piece.Length)];
        var filled = 0;
        foreach (var piece in pieces)
        {
            piece.Span.CopyTo(all.AsSpan(filled));
            filled += piece.Length;
        }

        disk.Write(this, all, position);
    }

    public void SetLength(long length)
    {
        RequireWritable();
        disk.SetLength(this, length);
    }

    public void SyncData() => disk.SyncData(this);

    public void Dispose() => IsDisposed = true;

    private void RequireWritable()
    {
        if (!writable) throw new DiskException(DiskFailure.Access, path, "opened for reading only");
    }
}
