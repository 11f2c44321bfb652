using RaftLog.Primitives;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;

namespace RaftLog.Replication.Groups;

/// <summary>
/// The file in which the chunks of a snapshot from the leader are gathered. It need not survive a crash: an interrupted snapshot is sent
/// from its start again. All calls block and belong on I/O threads, one at a time.
/// </summary>
internal sealed class IncomingSnapshot(IDisk disk, string directory, RaftGroupId group)
{
    private readonly string _path = $"{directory}/incoming.tmp";

    /// <summary>Writes a chunk; the one at position 0 begins anew.</summary>
    /// <exception cref="DiskException">It could not be written.</exception>
    internal void Write(long position, ReadOnlySpan<byte> bytes)
    {
        if (position == 0)
        {
            disk.CreateDirectory(directory);
            disk.DeleteFile(_path);
        }

        using var file = disk.Open(_path, DiskOpenMode.OpenOrCreate);
        file.Write(bytes, position);
    }

    /// <summary>Reads the whole file back; null when what arrived is not a snapshot of this group (its CRC covers every byte).</summary>
    /// <exception cref="DiskException">It could not be read.</exception>
    internal LogSnapshot? Complete(long length)
    {
        if (!disk.FileExists(_path)) return null;
        using var file = disk.Open(_path, DiskOpenMode.Read);
        if (file.Length != length) return null;
        var bytes = new byte[length];
        return file.Read(bytes, 0) == length ? LogSnapshot.TryDecode(bytes, group, out _) : null;
    }
}
