using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace RaftLog.Compatibility.Tests;

/// <summary>Brokers that stop, start again, and live side by side.</summary>
public sealed class LifeTests
{
    private const int Restarts = 3;
    private const int RecordsBetweenRestarts = 2000;

    [Fact]
    public async Task Producer_lives_through_restarts_and_nothing_is_lost_or_doubled()
    {
        await using var broker = await HostedBroker.StartAsync();
        await Client.CreateTopicAsync(broker.Bootstrap, "survives");
        var reports = new ConcurrentDictionary<int, DeliveryReport<byte[]?, byte[]?>>();
        using var producer = Client.Producer(broker.Bootstrap, c =>
        {
            c.EnableIdempotence = true;
            c.BatchNumMessages = 50;
            c.ReconnectBackoffMs = 10;
            c.ReconnectBackoffMaxMs = 100;
            c.RetryBackoffMs = 20;
        });

        var sent = 0;
        void Send()
        {
            for (var end = sent + RecordsBetweenRestarts; sent < end; sent++)
            {
                var number = sent;
                producer.Produce("survives", new Message<byte[]?, byte[]?> { Value = Text(number) }, report => reports[number] = report);
            }
        }

        Send();
        for (var i = 0; i < Restarts; i++)
        {
            // What was just sent is partly in flight, and goes on while there is no broker.
            Send();
            await broker.RestartAsync();
        }

        producer.Flush(Client.WaitMax);
        Assert.Equal(sent, reports.Count);
        Assert.All(reports.Values, r => Assert.False(r.Error.IsError, r.Error.ToString()));
        var read = Client.ReadToEnd(broker.Bootstrap, "survives");
        Assert.Equal(Enumerable.Range(0, sent).Select(Text), read.Select(r => r.Message.Value));
        Assert.All(read, r => Assert.Equal(reports[(int)r.Offset.Value].Offset, r.Offset));
    }

    [Fact]
    public async Task Restarted_broker_still_has_topics_configs_and_records()
    {
        await using var broker = await HostedBroker.StartAsync();
        await Client.CreateTopicAsync(broker.Bootstrap, "kept", partitions: 4, new() { ["retention.ms"] = "3600000" });
        using (var producer = Client.Producer(broker.Bootstrap))
        {
            await producer.ProduceAsync(new TopicPartition("kept", 3), new Message<byte[]?, byte[]?> { Value = Text(3) }, TestContext.Current.CancellationToken);
        }

        await broker.RestartAsync();

        using var admin = Client.Admin(broker.Bootstrap);
        Assert.Equal(4, Assert.Single(admin.GetMetadata("kept", Client.WaitMax).Topics).Partitions.Count);
        Assert.Equal("3600000", (await AdminTests.ConfigsOfAsync(admin, "kept"))["retention.ms"].Value);
        Assert.Equal(Text(3), Assert.Single(Client.ReadToEnd(broker.Bootstrap, "kept", partition: 3)).Message.Value);
    }

    [Fact]
    public async Task Several_brokers_live_in_one_process_and_know_nothing_of_each_other()
    {
        await using var first = await HostedBroker.StartAsync();
        await using var second = await HostedBroker.StartAsync(o => o.Node.Id = 7);
        await using var third = await HostedBroker.StartAsync(o => o.Node.DataDir = NodeInMemory);
        HostedBroker[] brokers = [first, second, third];

        for (var i = 0; i < brokers.Length; i++)
        {
            using var producer = Client.Producer(brokers[i].Bootstrap);
            await producer.ProduceAsync("shared-name", new Message<byte[]?, byte[]?> { Value = Text(i) }, TestContext.Current.CancellationToken);
        }

        for (var i = 0; i < brokers.Length; i++)
        {
            Assert.Equal(Text(i), Assert.Single(Client.ReadToEnd(brokers[i].Bootstrap, "shared-name")).Message.Value);
        }

        var ids = new List<string>();
        foreach (var broker in brokers)
        {
            using var admin = Client.Admin(broker.Bootstrap);
            ids.Add((await admin.DescribeClusterAsync(new() { RequestTimeout = Client.WaitMax })).ClusterId);
        }

        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    private const string NodeInMemory = Server.Configuration.NodeOptions.InMemoryDataDir;

    private static byte[] Text(int number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
