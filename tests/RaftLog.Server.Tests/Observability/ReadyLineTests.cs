using System.Net;
using RaftLog.Server.Observability;

namespace RaftLog.Server.Tests.Observability;

public class ReadyLineTests
{
    [Fact]
    public void Ready_line_has_the_form_scripts_rely_on() =>
        Assert.Equal(
            $"RaftLog is ready: kafka=localhost:9092 admin=http://localhost:9644 node=1 version={BuildIdentity.Version} startup=0.41s",
            ReadyLine.Format([new IPEndPoint(IPAddress.Loopback, 9092)], new IPEndPoint(IPAddress.Loopback, 9644), 1, TimeSpan.FromMilliseconds(409.6)));

    [Fact]
    public void Several_listeners_are_a_list_of_bootstrap_servers() =>
        Assert.StartsWith(
            "RaftLog is ready: kafka=localhost:9092,10.0.0.7:19092,localhost:7,[fe80::1]:8 admin=none node=12 ",
            ReadyLine.Format(
                [new IPEndPoint(IPAddress.Any, 9092), IPEndPoint.Parse("10.0.0.7:19092"), new IPEndPoint(IPAddress.IPv6Loopback, 7), IPEndPoint.Parse("[fe80::1]:8")],
                admin: null, 12, TimeSpan.FromSeconds(1)),
            StringComparison.Ordinal);

    [Fact]
    public void Version_has_three_numbers_and_no_build_metadata() => Assert.Matches(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$", BuildIdentity.Version);
}
