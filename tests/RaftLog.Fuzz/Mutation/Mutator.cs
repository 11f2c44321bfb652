using System.Buffers.Binary;

namespace RaftLog.Fuzz.Mutation;

/// <summary>
/// Changes an input in the ways that upset decoders: bits, bytes, lengths and counts of every width, cuts, insertions,
/// repetitions, splices, varints that grow, tagged sections that lie, and floods of small elements behind a large count.
/// </summary>
internal sealed class Mutator(FuzzRandom random, FuzzBuffer buffer)
{
    private const int FloodBytesMax = 24 * 1024;

    private static ReadOnlySpan<byte> InterestingBytes => [0, 1, 2, 0x7f, 0x80, 0xff];

    private static ReadOnlySpan<int> InterestingNumbers =>
        [0, 1, -1, -2, 127, 128, 255, 256, 32_767, 32_768, 65_535, 1 << 20, 1 << 24, int.MaxValue, int.MaxValue - 1, int.MinValue];

    /// <summary>Makes a few changes.</summary>
    /// <param name="from">Bytes before this one are left alone.</param>
    /// <param name="structure">Positions known to hold lengths, counts and the like; half of the changes go there.</param>
    /// <param name="donor">Another input of the same kind.</param>
    public void Mutate(int from, ReadOnlySpan<ushort> structure, ReadOnlySpan<byte> donor)
    {
        var rounds = random.OneIn(2) ? 1 : random.Between(2, 5);
        for (; rounds > 0; rounds--)
        {
            var at = Position(from, structure);
            Change(at, donor);
        }
    }

    private int Position(int from, ReadOnlySpan<ushort> structure)
    {
        if (structure.Length > 0 && random.OneIn(2))
        {
            var at = structure[random.Next(structure.Length)];
            if (at >= from && at < buffer.Length) return at;
        }

        return from >= buffer.Length ? buffer.Length : from + random.Next(buffer.Length - from);
    }

    private void Change(int at, ReadOnlySpan<byte> donor)
    {
        var choice = random.Next(64);
        if (at >= buffer.Length)
        {
            Insert(at);
            return;
        }

        switch (choice)
        {
            case < 12: buffer.Span[at] ^= (byte)(1 << random.Next(8)); break;
            case < 20: buffer.Span[at] = InterestingBytes[random.Next(InterestingBytes.Length)]; break;
            case < 28: buffer.Span[at] += (byte)(random.OneIn(2) ? random.Between(1, 8) : -random.Between(1, 8)); break;
            case < 32: SetNumber(at, sizeof(short)); break;
            case < 38: SetNumber(at, sizeof(int)); break;
            case < 40: SetNumber(at, sizeof(long)); break;
            case < 44: buffer.Truncate(at); break;
            case < 48: Insert(at); break;
            case < 51: buffer.Remove(at, random.Between(1, 8)); break;
            case < 54: Splice(at, donor); break;
            case < 57: GrowVarint(at); break;
            case < 60: InsertTaggedSection(at); break;
            case < 63: Repeat(at); break;
            default: Flood(at); break;
        }
    }

    /// <summary>Overwrites a big-endian number with a notorious one, or moves it by a little.</summary>
    private void SetNumber(int at, int width)
    {
        var field = buffer.Span[at..];
        if (field.Length < width)
        {
            random.Fill(field);
            return;
        }

        var notorious = random.OneIn(4) ? buffer.Length - at + random.Between(-9, 9) : InterestingNumbers[random.Next(InterestingNumbers.Length)];
        var step = random.OneIn(2) ? random.Between(1, 9) : -random.Between(1, 9);
        var moves = random.OneIn(2);
        switch (width)
        {
            case sizeof(short):
                BinaryPrimitives.WriteInt16BigEndian(field, (short)(moves ? BinaryPrimitives.ReadInt16BigEndian(field) + step : notorious));
                break;
            case sizeof(int):
                BinaryPrimitives.WriteInt32BigEndian(field, moves ? BinaryPrimitives.ReadInt32BigEndian(field) + step : notorious);
                break;
            default:
                var extreme = random.OneIn(2) ? long.MaxValue : long.MinValue;
                BinaryPrimitives.WriteInt64BigEndian(field, moves ? BinaryPrimitives.ReadInt64BigEndian(field) + step : extreme);
                break;
        }
    }

    private void Insert(int at)
    {
        var gap = buffer.Insert(at, random.Between(1, 8));
        if (random.OneIn(2)) random.Fill(gap);
        else gap.Fill(InterestingBytes[random.Next(InterestingBytes.Length)]);
    }

    private void Splice(int at, ReadOnlySpan<byte> donor)
    {
        if (donor.IsEmpty) return;
        var start = random.OneIn(2) ? Math.Min(at, donor.Length - 1) : random.Next(donor.Length);
        buffer.ReplaceTail(at, donor[start..]);
    }

    /// <summary>The same value in more bytes than it needs, or more than a varint may take.</summary>
    private void GrowVarint(int at)
    {
        buffer.Span[at] |= 0x80;
        var tail = random.Between(1, 10);
        var gap = buffer.Insert(at + 1, tail);
        if (gap.IsEmpty) return;
        gap.Fill((byte)(random.OneIn(2) ? 0x80 : 0xff));
        gap[^1] = (byte)random.Next(0x80);
    }

    /// <summary>A tagged section that may be right, in the wrong order, doubled, too long or without end.</summary>
    private void InsertTaggedSection(int at)
    {
        Span<byte> section = stackalloc byte[32];
        var fields = random.Between(1, 4);
        var length = 0;
        section[length++] = (byte)(random.OneIn(4) ? random.Next(256) : fields);
        var tag = random.Next(4);
        for (var i = 0; i < fields; i++)
        {
            var size = random.Next(4);
            section[length++] = (byte)tag;
            section[length++] = (byte)(random.OneIn(4) ? random.Next(256) : size);
            random.Fill(section.Slice(length, size));
            length += size;
            tag += random.OneIn(4) ? -1 : random.Between(0, 3);
        }

        // The empty section that is probably there makes way.
        if (buffer.Span[at] == 0) buffer.Remove(at, 1);
        var gap = buffer.Insert(at, length);
        section[..gap.Length].CopyTo(gap);
    }

    private void Repeat(int at)
    {
        var length = Math.Min(random.Between(1, 64), buffer.Length - at);
        Span<byte> piece = stackalloc byte[64];
        buffer.Span.Slice(at, length).CopyTo(piece);
        for (var times = random.Between(1, 4); times > 0; times--)
        {
            var gap = buffer.Insert(at, length);
            piece[..gap.Length].CopyTo(gap);
        }
    }

    /// <summary>A large count followed by as many small elements as fit: what makes a decoder take the most memory per byte.</summary>
    private void Flood(int at)
    {
        var bytes = random.Between(64, FloodBytesMax);
        buffer.Truncate(at);
        var flood = buffer.Insert(at, bytes);
        flood.Fill((byte)random.Next(4));
        var count = bytes / random.Between(1, 8);
        if (random.OneIn(2))
        {
            BinaryPrimitives.WriteInt32BigEndian(flood, count);
            return;
        }

        flood[0] = (byte)(count | 0x80);
        flood[1] = (byte)((count >> 7) | 0x80);
        flood[2] = (byte)(count >> 14);
    }
}
