using RaftLog.Server.Configuration;

namespace RaftLog.Server.Tests.Configuration;

public class BrokerCommandLineTests
{
    [Fact]
    public void Options_are_read_in_both_spellings_and_in_order()
    {
        var line = BrokerCommandLine.Parse(["--set", "a=1", "--config=x.yaml", "--set=b=c=2"]);

        Assert.Null(line.Problem);
        Assert.Equal("x.yaml", line.ConfigFile);
        Assert.Equal(["a=1", "b=c=2"], line.Settings);
        Assert.Equal(BrokerVerb.Run, line.Verb);
    }

    [Theory]
    [InlineData("unknown argument '--confg'; did you mean '--config'?", "--confg", "x")]
    [InlineData("unknown argument 'broker.yaml'", "broker.yaml")]
    [InlineData("unknown argument '--help=x'; did you mean '--help'?", "--help=x")]
    [InlineData("--config needs a file", "--config")]
    [InlineData("--set needs key=value", "--set")]
    [InlineData("--config is given twice", "--config", "a", "--config", "b")]
    public void Wrong_arguments_are_named(string problem, params string[] arguments) =>
        Assert.Equal(problem, BrokerCommandLine.Parse(arguments).Problem);

    [Fact]
    public void Help_and_version_are_asked_for_by_name()
    {
        Assert.Equal(BrokerVerb.Help, BrokerCommandLine.Parse(["--help"]).Verb);
        Assert.Equal(BrokerVerb.Help, BrokerCommandLine.Parse(["-h"]).Verb);
        Assert.Equal(BrokerVerb.Version, BrokerCommandLine.Parse(["--version"]).Verb);
        Assert.All(["--config", "--set", "--help", "--version"], name => Assert.Contains(name, BrokerCommandLine.Usage, StringComparison.Ordinal));
    }
}
