using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RaftLog.Protocol;

public ref partial struct KafkaReader
{
    /// <summary>
    /// Reads an array's count and checks that so many elements can follow at all, then charges the list that will hold them.
    /// </summary>
    /// <param name="flexible">Whether the count is compact.</param>
    /// <param name="elementBytesMin">The least one element takes on the wire, at least 1.</param>
    /// <param name="slotBytes">What one element takes in the list (8 for a reference).</param>
    /// <returns>The count; -1 for null.</returns>
    public int ReadNullableCount(bool flexible, int elementBytesMin, int slotBytes)
    {
        var count = flexible ? (long)ReadUnsignedVarint() - 1 : ReadInt32();
        if (count < -1 || count > Remaining / elementBytesMin) Malformed.BadCount(count);
        if (count >= 0) ChargeList(count, slotBytes);
        return (int)count;
    }

    /// <summary>As <see cref="ReadNullableCount"/>, for an array that may not be null.</summary>
    public int ReadCount(bool flexible, int elementBytesMin, int slotBytes)
    {
        var count = ReadNullableCount(flexible, elementBytesMin, slotBytes);
        if (count < 0) Malformed.NullNotAllowed();
        return count;
    }

    /// <summary>Reads <paramref name="count"/> int8 values.</summary>
    public List<sbyte> ReadInt8List(int count)
    {
        var list = NewList<sbyte>(count);
        Take(count).CopyTo(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(list)));
        return list;
    }

    /// <summary>Reads <paramref name="count"/> int16 values.</summary>
    public List<short> ReadInt16List(int count)
    {
        var list = NewList<short>(count);
        var values = CollectionsMarshal.AsSpan(list);
        Take(count * sizeof(short)).CopyTo(MemoryMarshal.AsBytes(values));
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(values, values);
        return list;
    }

    /// <summary>Reads <paramref name="count"/> int32 values.</summary>
    public List<int> ReadInt32List(int count)
    {
        var list = NewList<int>(count);
        var values = CollectionsMarshal.AsSpan(list);
        Take(count * sizeof(int)).CopyTo(MemoryMarshal.AsBytes(values));
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(values, values);
        return list;
    }

    /// <summary>Reads <paramref name="count"/> int64 values.</summary>
    public List<long> ReadInt64List(int count)
    {
        var list = NewList<long>(count);
        var values = CollectionsMarshal.AsSpan(list);
        Take(count * sizeof(long)).CopyTo(MemoryMarshal.AsBytes(values));
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(values, values);
        return list;
    }

    /// <summary>Reads <paramref name="count"/> uuids.</summary>
    public List<Guid> ReadUuidList(int count)
    {
        var list = new List<Guid>(count);
        for (var i = 0; i < count; i++) list.Add(ReadUuid());
        return list;
    }

    /// <summary>Reads <paramref name="count"/> strings, none of them null.</summary>
    public List<string> ReadStringList(int count, bool flexible)
    {
        var list = new List<string>(count);
        for (var i = 0; i < count; i++) list.Add(ReadString(flexible));
        return list;
    }

    /// <summary>Reads how many tagged fields follow.</summary>
    public int ReadTagCount()
    {
        var count = ReadUnsignedVarint();
        if (count > (uint)Remaining / 2) Malformed.BadCount(count);
        return (int)count;
    }

    /// <summary>Reads a tag, which must be greater than the one before it.</summary>
    /// <param name="previous">The tag before it, -1 at the start; updated.</param>
    public uint ReadTag(ref long previous)
    {
        var tag = ReadUnsignedVarint();
        if (tag <= previous) Malformed.TagOutOfOrder(tag);
        previous = tag;
        return tag;
    }

    /// <summary>Enters a tagged field: until <see cref="LeaveTagged"/> nothing beyond its stated size can be read.</summary>
    /// <returns>What to hand to <see cref="LeaveTagged"/>.</returns>
    public int EnterTagged()
    {
        var size = ReadUnsignedVarint();
        if (size > (uint)Remaining) Malformed.BadLength(size);
        var outer = _limit;
        _limit = _position + (int)size;
        return outer;
    }

    /// <summary>Leaves a tagged field, which must have been read to its end.</summary>
    public void LeaveTagged(int outer)
    {
        if (_position != _limit) Malformed.TaggedSizeDiffers(_limit - _position);
        _limit = outer;
    }

    /// <summary>Steps over a tagged field this version does not know.</summary>
    public void SkipTagged()
    {
        var size = ReadUnsignedVarint();
        if (size > (uint)Remaining) Malformed.BadLength(size);
        _position += (int)size;
    }

    /// <summary>Steps over a whole tagged section of which nothing is known.</summary>
    public void SkipTaggedSection()
    {
        var count = ReadTagCount();
        var previous = -1L;
        for (var i = 0; i < count; i++)
        {
            ReadTag(ref previous);
            SkipTagged();
        }
    }

    private static List<T> NewList<T>(int count)
    {
        var list = new List<T>(count);
        CollectionsMarshal.SetCount(list, count);
        return list;
    }

    private void ChargeList(long count, int slotBytes)
    {
        _budget -= MemoryCost.List + (count * slotBytes);
        if (_budget < 0) Malformed.BudgetExceeded();
    }
}
