using CsCheck;
using RaftLog.Server.Configuration;

namespace RaftLog.Server.Tests.Configuration;

public class UnitsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1024", 1024)]
    [InlineData("7B", 7)]
    [InlineData("1KiB", 1024)]
    [InlineData("64MiB", 64 << 20)]
    [InlineData("1.5 GiB", 3L << 29)]
    [InlineData("2TiB", 2L << 40)]
    public void Size_is_read_with_its_unit(string text, long bytes)
    {
        Assert.True(Units.TryParseSize(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("250", 250)]
    [InlineData("100ms", 100)]
    [InlineData("1.5s", 1_500)]
    [InlineData("10m", 600_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("7d", 604_800_000)]
    public void Duration_is_read_with_its_unit(string text, long milliseconds)
    {
        Assert.True(Units.TryParseMilliseconds(text, out var value));
        Assert.Equal(milliseconds, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("1 mib")]
    [InlineData("1,5GiB")]
    [InlineData("1.2.3")]
    [InlineData("0.3B")]
    [InlineData("9223372036854775808")]
    [InlineData("8388608TiB")]
    [InlineData("99999999999999999999999999999999999999999")]
    public void What_is_no_size_is_refused(string text) => Assert.False(Units.TryParseSize(text, out _));

    [Fact]
    public void What_is_written_reads_back_as_the_same() =>
        Gen.Long[0, long.MaxValue].Select(Gen.Int[0, 62], (value, shift) => value >> shift).Sample(value =>
            Units.TryParseSize(Units.FormatSize(value), out var bytes) && bytes == value
            && Units.TryParseMilliseconds(Units.FormatMilliseconds(value), out var milliseconds) && milliseconds == value);

    [Theory]
    [InlineData("prot", "port")]
    [InlineData("adress", "address")]
    [InlineData("electiontimeout", "electionTimeout")]
    [InlineData("xyzzy", null)]
    public void Near_name_is_suggested_and_a_far_one_is_not(string typed, string? meant) =>
        Assert.Equal(meant, Suggestion.For(typed, ["address", "port", "name", "electionTimeout"]));
}
