using System.Buffers;
using System.Buffers.Binary;
using CsCheck;
using RaftLog.Net;

namespace RaftLog.Server.Tests.Net;

public sealed class FrameReaderTests
{
    [Fact]
    public void However_a_stream_is_cut_the_frames_come_out_whole_and_in_order()
    {
        var frames = Gen.Byte.Array[1, 40].List[0, 8];
        Gen.Select(frames, Gen.Int[1, 50]).Sample((contents, pieceBytes) =>
        {
            var stream = contents.SelectMany(Framed).ToArray();
            var buffer = Segments(stream, pieceBytes);
            var found = new List<byte[]>();
            while (FrameReader.TryRead(ref buffer, 100, out var content, out _) == FrameStatus.Done) found.Add(content.ToArray());
            Assert.True(buffer.IsEmpty);
            Assert.Equal(contents.Count, found.Count);
            for (var i = 0; i < found.Count; i++) Assert.Equal(contents[i], found[i]);
        }, iter: 500);
    }

    [Fact]
    public void Every_truncation_waits_and_takes_nothing()
    {
        var stream = Framed([1, 2, 3, 4, 5]);
        for (var length = 0; length < stream.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(stream, 0, length);
            Assert.Equal(FrameStatus.NeedMoreData, FrameReader.TryRead(ref buffer, 100, out _, out var announced));
            Assert.Equal(length, buffer.Length);
            Assert.Equal(length < 4 ? -1 : 5, announced);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(101)]
    [InlineData(int.MaxValue)]
    public void A_length_is_judged_before_its_content_is_there(int length)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);
        var buffer = new ReadOnlySequence<byte>(prefix);

        Assert.Equal(FrameStatus.InvalidLength, FrameReader.TryRead(ref buffer, 100, out _, out var announced));
        Assert.Equal(length, announced);
    }

    private static byte[] Framed(byte[] content)
    {
        var frame = new byte[content.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(frame, content.Length);
        content.CopyTo(frame, 4);
        return frame;
    }

    private static ReadOnlySequence<byte> Segments(byte[] bytes, int pieceBytes)
    {
        if (bytes.Length == 0) return ReadOnlySequence<byte>.Empty;
        Segment? first = null;
        Segment? last = null;
        foreach (var piece in bytes.Chunk(pieceBytes))
        {
            last = new Segment(piece, last);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length); // bytes are not empty
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(byte[] bytes, Segment? previous)
        {
            Memory = bytes;
            if (previous is null) return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
