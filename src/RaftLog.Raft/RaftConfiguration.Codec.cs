using System.Buffers.Binary;
using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <content>
/// The payload of a configuration entry, big-endian; also part of snapshots and peer frames:
/// <code>
///  0         1          3            5            7
///  +---------+----------+------------+------------+----------------------------------------+
///  | version | voters n | outgoing m | learners k | (n + m + k) x { node i32, uuid 16 B }  |
///  | u8 = 1  | u16      | u16        | u16        | each list ascending by node            |
///  +---------+----------+------------+------------+----------------------------------------+
/// </code>
/// </content>
public sealed partial record RaftConfiguration
{
    private const byte FormatVersion = 1;
    private const int HeaderBytes = 7;
    private const int MemberBytes = 20;

    /// <summary>How many bytes <see cref="WriteTo"/> writes.</summary>
    public int EncodedLength => HeaderBytes + (MemberBytes * (Voters.Count + OutgoingVoters.Count + Learners.Count));

    /// <summary>Writes <see cref="EncodedLength"/> bytes to the start of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void WriteTo(Span<byte> destination)
    {
        if (destination.Length < EncodedLength) throw new ArgumentException("Too short.", nameof(destination));
        Invariant.Check(Defect() is null);
        destination[0] = FormatVersion;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)Voters.Count);
        BinaryPrimitives.WriteUInt16BigEndian(destination[3..], (ushort)OutgoingVoters.Count);
        BinaryPrimitives.WriteUInt16BigEndian(destination[5..], (ushort)Learners.Count);
        var rest = destination[HeaderBytes..];
        foreach (var list in (ReadOnlySpan<IReadOnlyList<Member>>)[Voters, OutgoingVoters, Learners])
        {
            foreach (var member in Sorted(list))
            {
                BinaryPrimitives.WriteInt32BigEndian(rest, member.Node.Value);
                member.ReplicaUuid.TryWriteBytes(rest[4..], bigEndian: true, out _);
                rest = rest[MemberBytes..];
            }
        }
    }

    /// <summary>The encoded form in an array of its own.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[EncodedLength];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote; the whole of <paramref name="source"/> must be one configuration.</summary>
    /// <returns>False for an unknown version, a wrong length, or a list that no configuration may have.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out RaftConfiguration? configuration)
    {
        configuration = null;
        if (source.Length < HeaderBytes || source[0] != FormatVersion) return false;
        var voters = BinaryPrimitives.ReadUInt16BigEndian(source[1..]);
        var outgoing = BinaryPrimitives.ReadUInt16BigEndian(source[3..]);
        var learners = BinaryPrimitives.ReadUInt16BigEndian(source[5..]);
        var rest = source[HeaderBytes..];
        if (voters + outgoing + learners > MembersMax || rest.Length != MemberBytes * (voters + outgoing + learners)) return false;
        var read = new RaftConfiguration
        {
            Voters = ReadMembers(ref rest, voters),
            OutgoingVoters = ReadMembers(ref rest, outgoing),
            Learners = ReadMembers(ref rest, learners),
        };
        if (read.Defect() is not null) return false;
        configuration = read;
        return true;
    }

    private static Member[] ReadMembers(ref ReadOnlySpan<byte> rest, int count)
    {
        var members = new Member[count];
        for (var i = 0; i < count; i++)
        {
            members[i] = new Member(
                new NodeId(BinaryPrimitives.ReadInt32BigEndian(rest)), new Guid(rest.Slice(4, 16), bigEndian: true));
            rest = rest[MemberBytes..];
        }

        return members;
    }
}
