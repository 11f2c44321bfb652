using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Node;

/// <summary>One generation of the journal's file: knows where the next record goes and what is flushed. One thread at a time.</summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly IDiskFile _file;
    private readonly uint _headerCrc;
    private readonly int _extensionRecords;
    private byte[] _buffer = [];
    private uint _lastCrc;

    private JournalWriter(IDiskFile file, uint headerCrc, long generation, int extensionRecords)
    {
        (_file, _headerCrc, _lastCrc, Generation) = (file, headerCrc, headerCrc, generation);
        _extensionRecords = Math.Max(1, extensionRecords);
    }

    public long Generation { get; }

    /// <summary>How many records are durable; the next goes to the slot after them.</summary>
    public uint Slots { get; private set; }

    /// <summary>Goes on after what recovery found. Remains of a torn tail are cut off first, or they could vouch for what replaces them.</summary>
    public static JournalWriter Continue(IDisk disk, string path, JournalContent content, int extensionRecords)
    {
        var file = disk.Open(path, DiskOpenMode.ReadWrite);
        try
        {
            // After kill -9 the last records may be in the page cache only. From here on they count, so they must be durable.
            if (content.HasRemains) file.SetLength(((long)content.Slots + 1) * JournalFormat.SlotBytes);
            var writer = new JournalWriter(file, content.HeaderCrc, content.Generation, extensionRecords)
            {
                Slots = content.Slots,
                _lastCrc = content.LastCrc,
            };
            writer.ExtendFor(((long)content.Slots + 1) * JournalFormat.SlotBytes);
            file.SyncData();
            return writer;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file with these replicas and puts it in the place of the old one; durable on return.</summary>
    public static JournalWriter Rewrite(
        IDisk disk, string path, Guid nodeUuid, long generation, ReplicaSnapshot snapshot, int extensionRecords)
    {
        var temporary = path + AtomicFile.TemporarySuffix;
        disk.DeleteFile(temporary);
        var file = disk.Open(temporary, DiskOpenMode.CreateNew);
        try
        {
            var header = new byte[JournalFormat.SlotBytes];
            var crc = JournalFormat.WriteHeader(header, nodeUuid, generation, (uint)snapshot.Replicas.Count);
            file.Write(header, 0);
            var writer = new JournalWriter(file, crc, generation, extensionRecords);
            writer.Append([.. snapshot.Replicas.Select(replica =>
                new PendingSave(new JournalRecord(replica.Key, JournalRecordKind.State, replica.Value), 0, null))]);
            disk.Rename(temporary, path);
            Sync(path, () => disk.SyncDirectory(DiskPath.DirectoryOf(path)));
            return writer;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes the batch and syncs. When the disk is full nothing has changed for this object, and the same batch, or a longer one that
    /// begins with it, may be tried again.
    /// </summary>
    public void Append(IReadOnlyList<PendingSave> batch)
    {
        var bytes = batch.Count * JournalFormat.SlotBytes;
        var position = ((long)Slots + 1) * JournalFormat.SlotBytes;
        ExtendFor(position + bytes);
        if (_buffer.Length < bytes) _buffer = new byte[Math.Max(bytes, _buffer.Length * 2)];
        var crc = _lastCrc;
        for (var i = 0; i < batch.Count; i++)
        {
            var place = new JournalPlace(Slots + 1 + (uint)i, crc, Slots);
            crc = JournalFormat.WriteRecord(_buffer.AsSpan(i * JournalFormat.SlotBytes), batch[i].Record, place, _headerCrc);
        }

        if (bytes > 0) _file.Write(_buffer.AsSpan(0, bytes), position);
        Sync(StateJournal.Path, _file.SyncData);
        Slots += (uint)batch.Count;
        _lastCrc = crc;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// Whatever a failed sync is called, it is final: neither the file nor, after a rename, which file is the journal is known any more.
    /// </summary>
    private static void Sync(string path, Action sync)
    {
        try
        {
            sync();
        }
        catch (DiskException e) when (e.Failure != DiskFailure.Io)
        {
            throw new DiskException(DiskFailure.Io, path, e.Message, e);
        }
    }

    /// <summary>
    /// Writes zeros ahead once less than half an extension is left, while there is room: they are the reserve for votes on a full
    /// disk. A hole would not do, since filling it needs space and a journal commit.
    /// </summary>
    private void ExtendFor(long end)
    {
        var extension = (long)_extensionRecords * JournalFormat.SlotBytes;
        var length = _file.Length;
        if (length - end >= extension / 2) return;
        var zeros = new byte[Math.Max(end, length) - length + extension];
        try
        {
            _file.Write(zeros, length);
        }
        catch (DiskException e) when (e.Failure == DiskFailure.Full && _file.Length >= end)
        {
            // The reserve is there for this moment; it is filled up again when there is room.
        }
    }
}
