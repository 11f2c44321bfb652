using System.Collections.Immutable;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata.Wire;

/// <summary>The voters of consecutive partitions as the four flat lists of a layout.</summary>
internal static class VoterTable
{
    /// <summary>Spreads <paramref name="partitions"/> over the lists. Replicas are listed in the order of their first mention.</summary>
    public static void Write(
        ImmutableArray<ImmutableArray<ReplicaIdentity>> partitions,
        List<int> nodes,
        List<Guid> uuids,
        List<short> counts,
        List<short> voters)
    {
        var positions = new Dictionary<ReplicaIdentity, short>();
        foreach (var partition in partitions)
        {
            counts.Add(checked((short)partition.Length));
            foreach (var replica in partition)
            {
                if (!positions.TryGetValue(replica, out var position))
                {
                    position = checked((short)nodes.Count);
                    positions.Add(replica, position);
                    nodes.Add(replica.Node.Value);
                    uuids.Add(replica.NodeUuid);
                }

                voters.Add(position);
            }
        }
    }

    /// <summary>Puts the partitions together again.</summary>
    /// <exception cref="MetadataFormatException">The lists contradict each other.</exception>
    public static ImmutableArray<ImmutableArray<ReplicaIdentity>> Read(
        List<int> nodes, List<Guid> uuids, List<short> counts, List<short> voters)
    {
        if (nodes.Count != uuids.Count || counts.Count == 0) throw MetadataFormatException.Inconsistent("voter table");
        var partitions = ImmutableArray.CreateBuilder<ImmutableArray<ReplicaIdentity>>(counts.Count);
        var next = 0;
        foreach (var count in counts)
        {
            if (count <= 0 || count > voters.Count - next) throw MetadataFormatException.Inconsistent("voter count");
            var partition = ImmutableArray.CreateBuilder<ReplicaIdentity>(count);
            for (var i = 0; i < count; i++)
            {
                var position = voters[next++];
                if ((uint)position >= (uint)nodes.Count) throw MetadataFormatException.Inconsistent("voter position");
                partition.Add(new(new NodeId(nodes[position]), uuids[position]));
            }

            partitions.Add(partition.MoveToImmutable());
        }

        return next == voters.Count ? partitions.MoveToImmutable() : throw MetadataFormatException.Inconsistent("voter list");
    }
}
