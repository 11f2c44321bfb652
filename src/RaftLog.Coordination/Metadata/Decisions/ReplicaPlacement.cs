using System.Collections.Immutable;

namespace RaftLog.Coordination.Metadata.Decisions;

/// <summary>Chooses where partitions go, or checks where somebody wants them. Deterministic.</summary>
/// <remarks>
/// Brokers are lined up with their racks taking turns. Partition p prefers the broker at (start + p); its followers come from the
/// brokers after it, at a distance that grows by one each time the line has been gone through, so that the partitions of a lost
/// broker fall to all others. A replica goes to a rack that has none of the partition yet as long as there is one. Fenced brokers
/// get replicas only when there are not enough others, and are never preferred leaders.
/// </remarks>
internal static class ReplicaPlacement
{
    /// <summary>Where a topic's first partition starts: spreads single-partition topics, and is the same on every replica.</summary>
    public static int StartOf(Guid topicId)
    {
        Span<byte> bytes = stackalloc byte[16];
        topicId.TryWriteBytes(bytes);
        // The id is random; these bytes carry none of its version bits.
        return bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
    }

    /// <summary>Says why <paramref name="replicationFactor"/> replicas cannot be placed; null when they can.</summary>
    public static string? Refuse(MetadataImage image, short replicationFactor)
    {
        if (image.Brokers.Count < replicationFactor)
        {
            return $"Unable to replicate the partition {replicationFactor} time(s): The target replication factor of"
                + $" {replicationFactor} cannot be reached because only {image.Brokers.Count} broker(s) are registered.";
        }

        return image.Brokers.Values.All(static broker => broker.IsFenced)
            ? $"Unable to replicate the partition {replicationFactor} time(s): All brokers are currently fenced."
            : null;
    }

    /// <summary>Places <paramref name="count"/> partitions from number <paramref name="firstPartition"/> on.</summary>
    public static ImmutableArray<ImmutableArray<ReplicaIdentity>> Place(
        MetadataImage image, Guid topicId, int firstPartition, int count, short replicationFactor)
    {
        var live = LineUp(image.Brokers.Values.Where(static broker => !broker.IsFenced));
        var line = live.Count >= replicationFactor
            ? live
            : [.. live, .. LineUp(image.Brokers.Values.Where(static broker => broker.IsFenced))];
        var start = StartOf(topicId);
        var partitions = ImmutableArray.CreateBuilder<ImmutableArray<ReplicaIdentity>>(count);
        for (var i = 0; i < count; i++)
        {
            partitions.Add(PlaceOne(line, live.Count, start, firstPartition + i, replicationFactor));
        }

        return partitions.MoveToImmutable();
    }

    /// <summary>Checks one partition's given replicas and looks them up.</summary>
    /// <param name="image">The metadata.</param>
    /// <param name="brokers">The node ids asked for.</param>
    /// <param name="partition">The partition's number, for the message.</param>
    /// <param name="replicasOfOthers">How many replicas the partitions before it have; null for the first.</param>
    /// <param name="replicas">The replicas, in the order given.</param>
    /// <returns>What is wrong, in Kafka's words; null when nothing is.</returns>
    public static string? CheckAssignment(
        MetadataImage image,
        ImmutableArray<int> brokers,
        int partition,
        int? replicasOfOthers,
        out ImmutableArray<ReplicaIdentity> replicas)
    {
        replicas = [];
        if (brokers.IsEmpty) return "The manual partition assignment includes an empty replica list.";
        var found = ImmutableArray.CreateBuilder<ReplicaIdentity>(brokers.Length);
        var seen = new HashSet<int>();
        var anyLive = false;
        foreach (var id in brokers)
        {
            if (!image.Brokers.TryGetValue(id, out var broker))
            {
                return $"The manual partition assignment includes broker {id}, but no such broker is registered.";
            }

            if (!seen.Add(id)) return $"The manual partition assignment includes the broker {id} more than once.";
            anyLive |= !broker.IsFenced;
            found.Add(broker.Identity);
        }

        if (replicasOfOthers is { } others && others != brokers.Length)
        {
            return $"The manual partition assignment includes a partition with {brokers.Length} replica(s), but this is not"
                + $" consistent with previous partitions, which have {others} replica(s).";
        }

        if (!anyLive)
        {
            return $"All brokers specified in the manual partition assignment for partition {partition} are fenced.";
        }

        replicas = found.ToImmutable();
        return null;
    }

    /// <summary>Brokers by number, their racks taking turns; brokers that name no rack count as one more rack.</summary>
    private static List<BrokerImage> LineUp(IEnumerable<BrokerImage> brokers)
    {
        var racks = brokers.GroupBy(static broker => broker.Rack ?? "", StringComparer.Ordinal)
            .OrderBy(static rack => rack.Key, StringComparer.Ordinal)
            .Select(static rack => rack.OrderBy(static broker => broker.Id.Value).ToList())
            .ToList();
        var line = new List<BrokerImage>();
        for (var turn = 0; racks.Exists(rack => turn < rack.Count); turn++)
        {
            line.AddRange(racks.Where(rack => turn < rack.Count).Select(rack => rack[turn]));
        }

        return line;
    }

    private static ImmutableArray<ReplicaIdentity> PlaceOne(
        List<BrokerImage> line, int liveCount, int start, int partition, short replicationFactor)
    {
        var leader = (int)(((long)start + partition) % liveCount);
        var chosen = new List<BrokerImage>(replicationFactor) { line[leader] };
        var others = line.Count - 1;
        var shift = others == 0 ? 0 : (int)(((long)start + partition) / liveCount % others);
        while (chosen.Count < replicationFactor)
        {
            chosen.Add(Next(line, chosen, leader, shift));
        }

        return [.. chosen.Select(static broker => broker.Identity)];
    }

    /// <summary>The first broker behind the leader that is free: live before fenced, a new rack before a used one.</summary>
    private static BrokerImage Next(List<BrokerImage> line, List<BrokerImage> chosen, int leader, int shift)
    {
        BrokerImage? best = null;
        var bestRank = int.MaxValue;
        var others = line.Count - 1;
        for (var step = 0; step < others; step++)
        {
            var candidate = line[(leader + 1 + ((shift + step) % others)) % line.Count];
            if (chosen.Contains(candidate)) continue;
            var usesNewRack = !chosen.Exists(broker => (broker.Rack ?? "") == (candidate.Rack ?? ""));
            var rank = (candidate.IsFenced ? 2 : 0) + (usesNewRack ? 0 : 1);
            if (rank >= bestRank) continue;
            best = candidate;
            bestRank = rank;
        }

        return best!; // Refuse() has made sure that there are as many brokers as replicas.
    }
}
