using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;

namespace RaftLog.Storage.Log;

/// <summary>
/// A group's state as of one index: what the entries up to there amount to. Taken at each roll (then the log may start after
/// it), sent by
/// InstallSnapshot. The encoded form is the same on disk and on the wire (docs/log-format.md, Snapshots).
/// </summary>
/// <remarks>
/// <code>
///  0  magic "RLSNAPSH"   8  crc-32c of 12..end   12  version (u16)   14  zero (u16)   16  topic id (16, big-endian)
/// 32  partition         36  last term            40  last index      48  end offset
/// 56  epoch count       60  configuration count  64  state length    68  zero
/// 72  epochs: term (4), start index (8), start offset (8); configurations: index (8), length (4), bytes; state
/// </code>
/// </remarks>
public sealed record LogSnapshot
{
    private const int HeaderLength = 72;
    private const int EpochLength = 20;
    private const ushort CurrentVersion = 1;

    /// <summary>The last index it covers; the log that continues it starts right after.</summary>
    public required LogIndex LastIndex { get; init; }

    /// <summary>The term at <see cref="LastIndex"/>.</summary>
    public required Term LastTerm { get; init; }

    /// <summary>The offset after the last record it covers (exclusive end).</summary>
    public required Offset EndOffset { get; init; }

    /// <summary>The terms up to <see cref="LastIndex"/>.</summary>
    public EpochTable Epochs { get; init; } = EpochTable.Empty;

    /// <summary>
    /// The configuration in force at <see cref="LastIndex"/>, last, and the one before it when known: a truncation may revert to
    /// it.
    /// </summary>
    public IReadOnlyList<ConfigurationEntry> Configurations { get; init; } = [];

    /// <summary>The state machine's own bytes.</summary>
    public ReadOnlyMemory<byte> State { get; init; }

    private static ReadOnlySpan<byte> Magic => "RLSNAPSH"u8;

    /// <summary>The snapshot as bytes, bound to <paramref name="group"/> and protected by a CRC.</summary>
    public byte[] Encode(RaftGroupId group)
    {
        var length = HeaderLength + (Epochs.Rows.Length * EpochLength) + State.Length;
        foreach (var configuration in Configurations) length += 12 + configuration.Bytes.Length;
        var bytes = new byte[length];
        var to = bytes.AsSpan();
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[12..], CurrentVersion);
        group.TopicId.TryWriteBytes(to[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(to[32..], group.Partition);
        BinaryPrimitives.WriteInt32LittleEndian(to[36..], LastTerm.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], LastIndex.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[48..], EndOffset.Value);
        BinaryPrimitives.WriteInt32LittleEndian(to[56..], Epochs.Rows.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[60..], Configurations.Count);
        BinaryPrimitives.WriteInt32LittleEndian(to[64..], State.Length);
        var rest = to[HeaderLength..];
        foreach (var row in Epochs.Rows) rest = WriteEpoch(rest, row);
        foreach (var configuration in Configurations)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, configuration.Index.Value);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], configuration.Bytes.Length);
            configuration.Bytes.Span.CopyTo(rest[12..]);
            rest = rest[(12 + configuration.Bytes.Length)..];
        }

        State.Span.CopyTo(rest);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], Crc32C.Compute(to[12..]));
        return bytes;
    }

    /// <summary>Reads a snapshot of <paramref name="group"/>; null with the reason when the bytes are anything else.</summary>
    public static LogSnapshot? TryDecode(ReadOnlyMemory<byte> bytes, RaftGroupId group, out string problem)
    {
        var from = bytes.Span;
        problem = "the snapshot is cut off or does not start like one";
        if (from.Length < HeaderLength || !from[..8].SequenceEqual(Magic)) return null;
        problem = "the snapshot's CRC differs";
        if (Crc32C.Compute(from[12..]) != BinaryPrimitives.ReadUInt32LittleEndian(from[8..])) return null;
        problem = "the snapshot's format is not known to this version";
        if (BinaryPrimitives.ReadUInt16LittleEndian(from[12..]) != CurrentVersion) return null;
        problem = "the snapshot belongs to another group";
        if (new Guid(from[16..32], bigEndian: true) != group.TopicId) return null;
        if (BinaryPrimitives.ReadInt32LittleEndian(from[32..]) != group.Partition) return null;

        problem = "the snapshot's parts do not add up";
        var epochCount = BinaryPrimitives.ReadInt32LittleEndian(from[56..]);
        var configurationCount = BinaryPrimitives.ReadInt32LittleEndian(from[60..]);
        var stateLength = BinaryPrimitives.ReadInt32LittleEndian(from[64..]);
        var position = HeaderLength;
        if (ReadEpochs(from, epochCount, ref position) is not { } epochs) return null;
        if (ReadConfigurations(bytes, configurationCount, ref position) is not { } configurations) return null;
        if (stateLength != from.Length - position) return null;

        var lastTerm = new Term(BinaryPrimitives.ReadInt32LittleEndian(from[36..]));
        if (epochs.LastTerm != lastTerm) return null;

        problem = "";
        return new LogSnapshot
        {
            LastTerm = lastTerm,
            LastIndex = new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(from[40..])),
            EndOffset = new Offset(BinaryPrimitives.ReadInt64LittleEndian(from[48..])),
            Epochs = epochs,
            Configurations = configurations,
            State = bytes[position..],
        };
    }

    internal static Span<byte> WriteEpoch(Span<byte> to, EpochStart row)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, row.Term.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[4..], row.StartIndex.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], row.StartOffset.Value);
        return to[EpochLength..];
    }

    internal static EpochTable? ReadEpochs(ReadOnlySpan<byte> from, int count, ref int position)
    {
        if (count < 0 || count > (from.Length - position) / EpochLength) return null;
        var rows = new EpochStart[count];
        for (var i = 0; i < count; i++, position += EpochLength)
        {
            rows[i] = new EpochStart(
                new Term(BinaryPrimitives.ReadInt32LittleEndian(from[position..])),
                new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(from[(position + 4)..])),
                new Offset(BinaryPrimitives.ReadInt64LittleEndian(from[(position + 12)..])));
        }

        return EpochTable.TryCreate(rows);
    }

    private static List<ConfigurationEntry>? ReadConfigurations(ReadOnlyMemory<byte> from, int count, ref int position)
    {
        if (count < 0 || count > (from.Length - position) / 12) return null;
        var found = new List<ConfigurationEntry>(count);
        for (var i = 0; i < count; i++)
        {
            if (from.Length - position < 12) return null;
            var index = new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(from.Span[position..]));
            var length = BinaryPrimitives.ReadInt32LittleEndian(from.Span[(position + 8)..]);
            position += 12;
            if (length < 0 || length > from.Length - position) return null;
            found.Add(new ConfigurationEntry(index, from.Slice(position, length)));
            position += length;
        }

        return found;
    }
}
