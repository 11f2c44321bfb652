using System.Globalization;
using System.Net;

namespace RaftLog.Server.Configuration;

/// <summary>What must hold between options, whoever made them.</summary>
public static class BrokerOptionsChecks
{
    /// <summary>Checks options made by hand: every bound and everything that must hold between them.</summary>
    /// <param name="options">The options; they are not changed.</param>
    /// <param name="rules">Judges <see cref="BrokerOptions.TopicDefaults"/>; null accepts all of them.</param>
    /// <returns>All errors; empty when the options can be started.</returns>
    public static IReadOnlyList<ConfigError> Of(BrokerOptions options, ITopicConfigRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new ConfigErrors();
        foreach (var key in BrokerKeys.Root(rules)) key.Check(options, key.Name, errors);
        AddCrossErrors(options, errors);
        return errors.InReadingOrder();
    }

    /// <summary>What can be started and should still be said loudly, one sentence each: listeners that anybody can reach.</summary>
    public static IReadOnlyList<string> WarningsOf(BrokerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var warnings = new List<string>();
        foreach (var listener in options.Listeners)
        {
            if (IsLoopback(listener.Address)) continue;
            warnings.Add($"listener '{listener.Name}' on {listener.Address} has no authentication: whoever reaches it may read, write and delete everything");
        }

        if (!IsLoopback(options.Admin.Address))
        {
            warnings.Add($"the admin endpoint on {options.Admin.Address} has no authentication: whoever reaches it may read metrics and health");
        }

        if (options.Node.IsInMemory) warnings.Add($"node.dataDir is {NodeOptions.InMemoryDataDir}: nothing survives this process");
        return warnings;
    }

    internal static void AddCrossErrors(BrokerOptions options, ConfigErrors errors)
    {
        if (options.Listeners.Count == 0 && errors.IsSound("listeners")) errors.Add("listeners", "needs at least 1 item");
        CheckNames(options, errors);
        CheckAdvertised(options, errors);
        CheckPorts(options, errors);
        CheckAdmin(options, errors);
        CheckTiming(options, errors);
        CheckSeeds(options, errors);
        CheckReplication(options, errors);
        if (options.Network.RequestMemoryMax < options.Network.RequestBytesMax && BothSound("network.requestMemoryMax", "network.requestBytesMax", errors))
        {
            AddAtWritten(errors, "network.requestMemoryMax", "network.requestBytesMax",
                $"must be at least network.requestBytesMax ({Units.FormatSize(options.Network.RequestBytesMax)}), is {Units.FormatSize(options.Network.RequestMemoryMax)}");
        }
    }

    private static void CheckNames(BrokerOptions options, ConfigErrors errors)
    {
        for (var i = 1; i < options.Listeners.Count; i++)
        {
            var name = options.Listeners[i].Name;
            var first = options.Listeners.FindIndex(l => l.Name == name);
            if (first < i && BothSound($"listeners.{i}.name", $"listeners.{first}.name", errors))
            {
                errors.Add($"listeners.{i}.name", $"'{name}' is already the name of listeners.{first}");
            }
        }
    }

    private static void CheckAdvertised(BrokerOptions options, ConfigErrors errors)
    {
        for (var i = 0; i < options.Listeners.Count; i++)
        {
            var listener = options.Listeners[i];
            var path = $"listeners.{i}.advertised";
            if (!BothSound(path, $"listeners.{i}.address", errors)) continue;

            if (listener.Advertised is null)
            {
                if (HostAddress.IsAny(listener.Address)) errors.Add(path, $"is required when the address is {listener.Address}, which clients cannot connect to");
            }
            else if (HostAddress.TrySplit(listener.Advertised, out var host, out _) && HostAddress.IsAny(host))
            {
                errors.Add(path, $"must be an address that clients can connect to, is {listener.Advertised}");
            }
        }
    }

    /// <summary>The listeners and the admin endpoint share one machine: the same port twice cannot be bound.</summary>
    private static void CheckPorts(BrokerOptions options, ConfigErrors errors)
    {
        var taken = new List<(string Owner, IPAddress Address, int Port)>();
        var wanted = options.Listeners.Select((l, i) => (Owner: $"listeners.{i}", l.Address, l.Port)).Append((Owner: "admin", options.Admin.Address, options.Admin.Port));
        foreach (var (owner, text, port) in wanted)
        {
            if (port == 0 || !HostAddress.TryParseIp(text, out var address)) continue;
            if (!BothSound(owner + ".port", owner + ".address", errors)) continue;

            var other = taken.FirstOrDefault(t => t.Port == port && Overlap(t.Address, address));
            if (other.Owner is not null) errors.Add(owner + ".port", $"port {port} is already taken by {other.Owner}");
            taken.Add((owner, address, port));
        }
    }

    private static void CheckAdmin(BrokerOptions options, ConfigErrors errors)
    {
        if (options.Admin.Insecure || IsLoopback(options.Admin.Address) || !errors.IsSound("admin.address")) return;
        errors.Add("admin.address", $"{options.Admin.Address} is not loopback and the endpoint has no authentication; admin.insecure: true accepts that");
    }

    private static void CheckTiming(BrokerOptions options, ConfigErrors errors)
    {
        var least = options.Cluster.Heartbeat * 3;
        if (options.Cluster.ElectionTimeout >= least || !BothSound("cluster.electionTimeout", "cluster.heartbeat", errors)) return;
        AddAtWritten(errors, "cluster.electionTimeout", "cluster.heartbeat",
            $"must be at least three times cluster.heartbeat ({Units.FormatMilliseconds((long)least.TotalMilliseconds)}), is {Units.FormatMilliseconds((long)options.Cluster.ElectionTimeout.TotalMilliseconds)}");
    }

    private static void CheckSeeds(BrokerOptions options, ConfigErrors errors)
    {
        var seeds = options.Cluster.Seeds;
        if (seeds.Count > 1)
        {
            errors.Add("cluster.seeds", $"a cluster of {seeds.Count} brokers is not supported by this version; name this broker alone, or leave the key out");
        }
        else if (seeds.Count == 1 && seeds[0].Id != options.Node.Id && errors.IsSound("node.id") && errors.IsSound("cluster.seeds.0.id"))
        {
            errors.Add(errors.ExactOriginOf("cluster.seeds.0.id") is null ? "cluster.seeds" : "cluster.seeds.0.id",
                $"seed {seeds[0].Id} is not this broker, whose node.id is {options.Node.Id}");
        }
    }

    private static void CheckReplication(BrokerOptions options, ConfigErrors errors)
    {
        const string Factor = "topicDefaults.default.replication.factor";
        const string InSync = "topicDefaults.min.insync.replicas";
        if (!BothSound(Factor, InSync, errors)) return;
        if (!TryCount(options, "default.replication.factor", out var factor) || !TryCount(options, "min.insync.replicas", out var inSync)) return;

        if (inSync > factor) AddAtWritten(errors, InSync, Factor, $"must be at most default.replication.factor ({factor}), is {inSync}");
    }

    /// <summary>The count a topic default states; 1, as in Kafka, when it states none.</summary>
    private static bool TryCount(BrokerOptions options, string name, out int count)
    {
        count = 1;
        return !options.TopicDefaults.TryGetValue(name, out var text)
            || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count);
    }

    /// <summary>Reports about <paramref name="path"/>, at the place where it was written, or else where the other key was.</summary>
    private static void AddAtWritten(ConfigErrors errors, string path, string otherPath, string problem) =>
        errors.Add(errors.ExactOriginOf(path) ?? errors.ExactOriginOf(otherPath), path, problem);

    private static bool BothSound(string path, string otherPath, ConfigErrors errors) => errors.IsSound(path) && errors.IsSound(otherPath);

    private static bool IsLoopback(string address) => HostAddress.TryParseIp(address, out var ip) && IPAddress.IsLoopback(ip);

    private static bool Overlap(IPAddress a, IPAddress b) => a.Equals(b) || HostAddress.IsAny(a.ToString()) || HostAddress.IsAny(b.ToString());
}
