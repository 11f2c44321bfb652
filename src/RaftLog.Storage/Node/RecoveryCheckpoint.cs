using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Node;

/// <summary>
/// <c>recovery.checkpoint</c>: how far each replica's log was durable, rewritten now and then. It makes recovery short and proves
/// that entries had been flushed. It is a hint: without it recovery reads more and can prove less, nothing else.
/// </summary>
/// <remarks>
/// <code>
/// header                                     entry
///  0  4 magic "RLCP"                          0 16 topic id
///  4  2 version = 1                          16  4 partition
///  6  2 flags: 1 written at a clean stop     20  4 term at the flushed index
///  8  4 number of entries                    24  8 flushed index (inclusive)
/// 12  4 zero                                 32  8 first index of the segment
///                                            40  8 position in the segment's file
/// trailer                                    48  8 end offset (exclusive)
///  0  4 CRC-32C of all before it             56  4 chained CRC at the position
///                                            60  4 zero
/// </code>
/// All numbers are little-endian, uuids in big-endian byte order. Thread-safe.
/// </remarks>
public sealed class RecoveryCheckpoint
{
    /// <summary>The file's name in the data directory.</summary>
    public const string Path = "recovery.checkpoint";

    private const uint Magic = 0x50434C52; // "RLCP"
    private const ushort Version = 1;
    private const ushort CleanFlag = 1;
    private const int HeaderBytes = 16;
    private const int EntryBytes = 64;
    private const int TrailerBytes = 4;

    private readonly Lock _gate = new();
    private readonly IDisk _disk;
    private Dictionary<RaftGroupId, LogCheckpoint> _onDisk = [];

    /// <summary>True when a write or a delete failed half-way, so that the file may say anything.</summary>
    private bool _isUncertain;

    private RecoveryCheckpoint(IDisk disk) => _disk = disk;

    /// <summary>True when the file was written at a clean stop, so that nothing lies beyond what it says.</summary>
    public bool WasClean { get; private set; }

    /// <summary>Why the file that was found could not be used, for the log; null when it was read, or when there was none.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the file; one that is missing or unusable counts as empty.</summary>
    public static RecoveryCheckpoint Load(IDisk disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        var checkpoint = new RecoveryCheckpoint(disk);
        try
        {
            if (AtomicFile.TryRead(disk, Path, int.MaxValue) is { } content) checkpoint.Problem = checkpoint.Decode(content);
        }
        catch (DiskException e)
        {
            checkpoint.Problem = e.Message;
        }

        checkpoint._isUncertain = checkpoint.Problem is not null;
        return checkpoint;
    }

    /// <summary>What the file says about a replica; false when it says nothing, and that means nothing.</summary>
    public bool TryGet(RaftGroupId group, out LogCheckpoint entry)
    {
        lock (_gate) return _onDisk.TryGetValue(group, out entry);
    }

    /// <summary>
    /// Replaces the file; durable on return. <paramref name="entries"/> is enumerated here, under the lock that <see cref="Forget"/> takes too,
    /// so it should yield what each log reports at that moment.
    /// </summary>
    /// <param name="entries">At most one per replica.</param>
    /// <param name="clean">True for the last one before a clean stop.</param>
    /// <exception cref="DiskException">It could not be written; the old one, or none, is there.</exception>
    public void Write(IEnumerable<(RaftGroupId Group, LogCheckpoint Entry)> entries, bool clean)
    {
        lock (_gate)
        {
            var all = entries.ToDictionary(item => item.Group, item => item.Entry);
            _isUncertain = true;
            AtomicFile.Write(_disk, Path, Encode(all, clean));
            (_onDisk, WasClean, _isUncertain) = (all, clean, false);
        }
    }

    /// <summary>
    /// Must be called before a log drops entries that may have been flushed: otherwise the checkpoint would prove, after a crash, that they
    /// ought to be there. The log first stops reporting them to <see cref="Write"/>, then calls this, then truncates.
    /// </summary>
    /// <remarks>The whole file goes, because that is one directory sync for all groups that truncate after a change of leaders.</remarks>
    /// <param name="group">The replica.</param>
    /// <param name="newFlushedIndex">The last index it will keep (inclusive).</param>
    /// <exception cref="DiskException">The file could not be deleted durably: do not truncate.</exception>
    public void Forget(RaftGroupId group, LogIndex newFlushedIndex)
    {
        lock (_gate)
        {
            var isClaimed = _onDisk.TryGetValue(group, out var entry) && entry.FlushedIndex > newFlushedIndex;
            if (isClaimed || _isUncertain) Delete();
        }
    }

    /// <summary>
    /// Deletes the file, durably, and forgets what it said. Called at a start once all logs are recovered and before any is written: a
    /// clean mark must not outlive the state it describes.
    /// </summary>
    public void Invalidate()
    {
        lock (_gate) Delete();
    }

    private static byte[] Encode(Dictionary<RaftGroupId, LogCheckpoint> entries, bool clean)
    {
        var content = new byte[HeaderBytes + (entries.Count * EntryBytes) + TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(content, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(6), clean ? CleanFlag : (ushort)0);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(8), entries.Count);
        var at = HeaderBytes;
        foreach (var (group, entry) in entries)
        {
            WriteEntry(content.AsSpan(at, EntryBytes), group, entry);
            at += EntryBytes;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(at), Crc32C.Compute(content.AsSpan(0, at)));
        return content;
    }

    private static void WriteEntry(Span<byte> target, RaftGroupId group, in LogCheckpoint entry)
    {
        group.TopicId.TryWriteBytes(target, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], group.Partition);
        BinaryPrimitives.WriteInt32LittleEndian(target[20..], entry.Term.Value);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], entry.FlushedIndex.Value);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], entry.SegmentFirstIndex.Value);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], entry.Position);
        BinaryPrimitives.WriteInt64LittleEndian(target[48..], entry.EndOffset.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(target[56..], entry.Chain);
    }

    private static (RaftGroupId Group, LogCheckpoint Entry) ReadEntry(ReadOnlySpan<byte> source) => (
        new RaftGroupId(new Guid(source[..16], bigEndian: true), BinaryPrimitives.ReadInt32LittleEndian(source[16..])),
        new LogCheckpoint(
            new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(source[24..])),
            new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(source[32..])),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[56..]),
            new Offset(BinaryPrimitives.ReadInt64LittleEndian(source[48..])),
            new Term(BinaryPrimitives.ReadInt32LittleEndian(source[20..]))));

    /// <summary>Takes the content in; returns why it could not, or null.</summary>
    private string? Decode(ReadOnlySpan<byte> content)
    {
        if (content.Length < HeaderBytes + TrailerBytes) return "it is shorter than its header";
        var body = content[..^TrailerBytes];
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(content[body.Length..]);
        if (crc != Crc32C.Compute(body)) return "its checksum does not match";
        if (BinaryPrimitives.ReadUInt32LittleEndian(body) != Magic) return "it is not a checkpoint";
        var version = BinaryPrimitives.ReadUInt16LittleEndian(body[4..]);
        if (version != Version) return $"it has version {version}, which this version of RaftLog does not read";
        var count = BinaryPrimitives.ReadInt32LittleEndian(body[8..]);
        if (count < 0 || body.Length - HeaderBytes != (long)count * EntryBytes) return "its length does not match the number of entries";
        var entries = new Dictionary<RaftGroupId, LogCheckpoint>(count);
        for (var at = HeaderBytes; at < body.Length; at += EntryBytes)
        {
            var (group, entry) = ReadEntry(body.Slice(at, EntryBytes));
            if (!entries.TryAdd(group, entry)) return $"it names replica {group} twice";
        }

        WasClean = (BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & CleanFlag) != 0;
        _onDisk = entries;
        return null;
    }

    private void Delete()
    {
        _isUncertain = true;
        AtomicFile.Delete(_disk, Path);
        (_onDisk, WasClean, _isUncertain) = ([], false, false);
    }
}
