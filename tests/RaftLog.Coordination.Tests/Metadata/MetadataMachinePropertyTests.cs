using System.Globalization;
using CsCheck;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Tests.Metadata;

/// <summary>
/// Random requests against one controller. The test's <see cref="Controller"/> compares it with a follower after each; here the
/// log and snapshots taken anywhere in it must lead to the same state, and the image must keep its invariants.
/// </summary>
public class MetadataMachinePropertyTests
{
    private static readonly string[] Names = ["a.b", "a_b", "orders", "", "bad name", "x", TopicNames.ConsumerOffsets];
    private static readonly string[] ConfigNames = ["retention.ms", "cleanup.policy", "segment.bytes", "nope", "log.retention.ms", "node.id"];
    private static readonly string?[] Values = ["1000", "compact", "delete,compact", "65536", null, "-7"];

    private static readonly Gen<int[]> Steps = Gen.Int[0, 1 << 20].Array[6];

    [Fact]
    public void The_same_log_gives_the_same_bytes_from_the_start_and_from_every_snapshot()
    {
        Steps.Array[1, 60].Sample(
            static steps =>
            {
                var controller = new Controller(brokers: 2);
                var snapshots = new List<(int Position, byte[] Bytes)>();
                foreach (var step in steps)
                {
                    Act(controller, step);
                    Validate(controller.Image);
                    if (step[5] % 7 == 0) snapshots.Add((controller.Log.Count, Controller.Snapshot(controller.Image)));
                }

                var expected = State(controller.Image);
                Assert.Equal(expected, Replayed(controller, null, 0));
                foreach (var (position, bytes) in snapshots) Assert.Equal(expected, Replayed(controller, bytes, position));
            },
            iter: 300,
            threads: 1);
    }

    private static (string Words, string Bytes) Replayed(Controller controller, byte[]? snapshot, int position)
    {
        var machine = new MetadataMachine(new ConfigLookup(new NodeId(9), StaticConfigs.Empty));
        if (snapshot is not null)
        {
            machine.Restore(snapshot);
            Assert.Equal(snapshot, Controller.Snapshot(machine.Image));
        }

        foreach (var payload in controller.Log.Skip(position)) machine.Replay(MetadataRecordCodec.Read(payload));
        Validate(machine.Image);
        return State(machine.Image);
    }

    private static (string Words, string Bytes) State(MetadataImage image) =>
        (Controller.Describe(image), Convert.ToHexString(Controller.Snapshot(image)));

    private static void Act(Controller controller, int[] step)
    {
        var machine = controller.Machine;
        var name = Names[step[1] % Names.Length];
        var other = Names[step[2] % Names.Length];
        var node = new NodeId(1 + (step[3] % 4));
        var config = ConfigNames[step[2] % ConfigNames.Length];
        var value = Values[step[3] % Values.Length];
        var resource = (step[4] % 3) switch
        {
            0 => ConfigResource.Topic(name),
            1 => ConfigResource.DefaultBroker,
            _ => new ConfigResource(ConfigResourceType.Broker, node.Value.ToString(CultureInfo.InvariantCulture)),
        };
        switch (step[0] % 12)
        {
            case 0 or 1:
                var factor = (short)(1 + (step[4] % 3));
                controller.Run(machine.DecideCreateTopics([controller.New(name, step[3] % 5, factor, (config, value)), controller.New(other)], false));
                break;
            case 2:
                controller.Run(machine.DecideAutoCreateTopics([controller.New(name), controller.New(other)], 1 + (step[3] % 3)));
                break;
            case 3:
                var known = controller.Image.TopicsByName.Values.Select(static topic => topic.Id).FirstOrDefault();
                controller.Run(machine.DecideDeleteTopics([new(name, Guid.Empty), new(null, known)]));
                break;
            case 4:
                controller.Run(machine.DecideCreatePartitions([new() { Topic = name, Count = step[3] % 9 }], step[4] % 4 == 0));
                break;
            case 5 or 6:
                var operation = (ConfigOperation)(step[5] % 5);
                controller.Run(machine.DecideIncrementalAlterConfigs([new(resource, [new(operation, config, value)])], false));
                break;
            case 7:
                controller.Run(machine.DecideAlterConfigs([new(resource, [new(config, value)])], false));
                break;
            case 8:
                controller.Run(machine.DecideRegisterBroker(Controller.Broker(node.Value, step[4] % 2 == 0 ? null : "r", step[5] % 2)));
                break;
            case 9:
                controller.Run(machine.DecideFenceBroker(node, step[4] % 2 == 0));
                break;
            case 10:
                controller.Run(step[4] % 3 == 0 ? machine.DecideUnregisterBroker(node)
                    : machine.DecideConfirmTopicDeletions(node, [.. controller.Image.DeletedTopics.Keys]));
                break;
            default:
                var before = controller.Image.NextProducerId;
                var block = controller.Run(machine.DecideAllocateProducerIds(node));
                if (block.Count > 0) Assert.Equal((before, before + block.Count), (block.FirstId, controller.Image.NextProducerId));
                break;
        }
    }

    private static void Validate(MetadataImage image)
    {
        Assert.Equal(image.TopicsByName.Count, image.TopicsById.Count);
        foreach (var (name, topic) in image.TopicsByName)
        {
            Assert.Equal(name, topic.Name);
            Assert.Same(topic, image.TopicsById[topic.Id]);
            Assert.False(image.DeletedTopics.ContainsKey(topic.Id));
            Assert.Null(TopicNames.Check(name));
            Assert.Null(image.FindCollision(name));
            Assert.Equal(Enumerable.Range(0, topic.Partitions.Length), topic.Partitions.Select(static p => p.Index));
            Assert.All(topic.Partitions, static p => Assert.Equal(p.InitialVoters.Length, p.InitialVoters.Select(static v => v.Node).Distinct().Count()));
            Assert.All(topic.Configs, static c => Assert.Null(TopicConfigs.Registry.Find(c.Key)!.Check(c.Value)));
        }

        Assert.All(image.DeletedTopics.Values, topic => Assert.All(topic.AwaitedBrokers, id => Assert.True(image.Brokers.ContainsKey(id))));
        Assert.All(image.BrokerConfigs, configs => Assert.True(image.Brokers.ContainsKey(configs.Key) && configs.Value.Count > 0));
    }
}
