namespace RaftLog.Primitives.Tests;

public class KafkaUuidTests
{
    [Fact]
    public void Text_form_is_url_safe_base64_of_the_big_endian_bytes()
    {
        Assert.Equal("AAAAAAAAAAAAAAAAAAAAAQ", RaftGroupId.ClusterMetadata.TopicId.ToKafkaString());
    }

    [Fact]
    public void Text_form_reads_back()
    {
        var id = Guid.NewGuid();

        Assert.True(KafkaUuid.TryParse(id.ToKafkaString(), out var read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAQ==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA+Q")]
    public void Anything_else_is_refused(string text) => Assert.False(KafkaUuid.TryParse(text, out _));
}
