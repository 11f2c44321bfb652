namespace RaftLog.Server.Fetching;

/// <summary>What a fetch asks of one partition. Topics go by id from v13 on, by name before; the other one is empty.</summary>
internal readonly record struct FetchQuery(
    string TopicName, Guid TopicId, int Partition, int CurrentLeaderEpoch, long FetchOffset, int LastFetchedEpoch, int BytesMax)
{
    /// <summary>What identifies the partition within a request or a session.</summary>
    internal FetchKey Key => new(TopicName, TopicId, Partition);
}

/// <summary>A partition as requests name it.</summary>
internal readonly record struct FetchKey(string TopicName, Guid TopicId, int Partition);
