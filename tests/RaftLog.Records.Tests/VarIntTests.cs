using System.Buffers;
using CsCheck;

namespace RaftLog.Records.Tests;

public class VarIntTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(-1, "01")]
    [InlineData(1, "02")]
    [InlineData(-2, "03")]
    [InlineData(2, "04")]
    [InlineData(63, "7e")]
    [InlineData(-64, "7f")]
    [InlineData(64, "8001")]
    [InlineData(300, "d804")]
    [InlineData(int.MaxValue, "feffffff0f")]
    [InlineData(int.MinValue, "ffffffff0f")]
    public void Zigzag_varint_has_the_published_bytes(int value, string hex)
    {
        var bytes = new byte[5];

        var length = VarInt.WriteInt32(bytes, value);

        Assert.Equal(hex, Samples.Hex(bytes.AsSpan(0, length)));
        Assert.Equal(length, VarInt.SizeOf(value));
    }

    [Fact]
    public void Every_int_comes_back_and_every_truncation_of_it_needs_more_data() => Gen.Int.Sample(value =>
    {
        var bytes = new byte[5];
        var length = VarInt.WriteInt32(bytes, value);
        Assert.Equal(OperationStatus.Done, VarInt.ReadInt32(bytes, out var read, out var bytesRead));
        Assert.Equal((value, length, length), (read, bytesRead, VarInt.SizeOf(value)));
        for (var cut = 0; cut < length; cut++)
            Assert.Equal(OperationStatus.NeedMoreData, VarInt.ReadInt32(bytes.AsSpan(0, cut), out _, out _));
    });

    [Fact]
    public void Every_long_comes_back_and_every_truncation_of_it_needs_more_data() => Gen.Long.Sample(value =>
    {
        var bytes = new byte[10];
        var length = VarInt.WriteInt64(bytes, value);
        Assert.Equal(OperationStatus.Done, VarInt.ReadInt64(bytes, out var read, out var bytesRead));
        Assert.Equal((value, length, length), (read, bytesRead, VarInt.SizeOf(value)));
        for (var cut = 0; cut < length; cut++)
            Assert.Equal(OperationStatus.NeedMoreData, VarInt.ReadInt64(bytes.AsSpan(0, cut), out _, out _));
    });

    [Theory]
    [InlineData("ffffffff10")]
    [InlineData("808080808000")]
    [InlineData("ffffffffff")]
    public void Number_that_does_not_fit_an_int_is_invalid(string hex) =>
        Assert.Equal(OperationStatus.InvalidData, VarInt.ReadInt32(Convert.FromHexString(hex), out _, out _));

    [Theory]
    [InlineData("ffffffffffffffffff02")]
    [InlineData("8080808080808080808000")]
    public void Number_that_does_not_fit_a_long_is_invalid(string hex) =>
        Assert.Equal(OperationStatus.InvalidData, VarInt.ReadInt64(Convert.FromHexString(hex), out _, out _));

    [Fact]
    public void Longer_encoding_than_needed_is_read()
    {
        Assert.Equal(OperationStatus.Done, VarInt.ReadInt32([0x82, 0x80, 0x00], out var value, out var bytesRead));
        Assert.Equal((1, 3), (value, bytesRead));
    }
}
