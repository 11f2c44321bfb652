using System.Security.Cryptography;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;

namespace RaftLog.Server.Fetching;

/// <summary>
/// The fetch sessions of a broker, bounded in number and in partitions. When full, the session that was unused longest makes room,
/// provided that is long; otherwise the newcomer is served without a session, which clients accept. Thread-safe.
/// </summary>
internal sealed class FetchSessionCache(FetchOptions options, TimeProvider time)
{
    private const int FinalEpoch = -1;
    private const int InitialEpoch = 0;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, FetchSession> _sessions = [];
    private int _partitions;

    /// <summary>Open sessions.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _sessions.Count;
        }
    }

    /// <summary>Finds out what a request asks for, its session considered.</summary>
    internal FetchPlan Plan(FetchRequest request, short version)
    {
        var usesTopicIds = version >= 13;
        lock (_lock)
        {
            if (request.SessionEpoch is not (FinalEpoch or InitialEpoch)) return Continue(request, usesTopicIds);

            // Either epoch ends the session it names.
            if (request.SessionId != 0 && _sessions.TryGetValue(request.SessionId, out var old) && !old.IsInUse) Remove(old);
            if (request.SessionEpoch == FinalEpoch) return FetchPlan.Full(TargetsOf(request), null);
            var session = TryOpen(request, usesTopicIds);
            return session is null ? FetchPlan.Full(TargetsOf(request), null) : FetchPlan.Full([.. session.Targets], session);
        }
    }

    /// <summary>A request of a session has been answered.</summary>
    internal void Return(FetchSession session, int readFrom)
    {
        lock (_lock)
        {
            session.IsInUse = false;
            session.ReadFrom = readFrom;
            session.LastUsedTimestamp = time.GetTimestamp();
        }
    }

    private FetchPlan Continue(FetchRequest request, bool usesTopicIds)
    {
        if (!_sessions.TryGetValue(request.SessionId, out var session)) return FetchPlan.Failed(ErrorCode.FetchSessionIdNotFound);
        if (session.UsesTopicIds != usesTopicIds) return FetchPlan.Failed(ErrorCode.FetchSessionTopicIdError);
        if (session.NextEpoch != request.SessionEpoch || session.IsInUse) return FetchPlan.Failed(ErrorCode.InvalidFetchSessionEpoch);
        var before = session.Targets.Count;
        Forget(session, request);
        foreach (var topic in request.Topics)
        {
            foreach (var partition in topic.Partitions) session.Put(QueryOf(topic, partition));
        }

        _partitions += session.Targets.Count - before;
        session.Advance();
        Use(session);
        return FetchPlan.Incremental([.. session.Targets], session);
    }

    private static void Forget(FetchSession session, FetchRequest request)
    {
        if (request.ForgottenTopicsData.Count == 0) return;
        var keys = new HashSet<FetchKey>();
        foreach (var topic in request.ForgottenTopicsData)
        {
            foreach (var partition in topic.Partitions) keys.Add(new FetchKey(topic.Topic, topic.TopicId, partition));
        }

        session.Forget(keys);
    }

    private FetchSession? TryOpen(FetchRequest request, bool usesTopicIds)
    {
        var partitions = request.Topics.Sum(static topic => topic.Partitions.Count);
        if (partitions == 0 || !TryMakeRoom(partitions)) return null;
        int id;
        do id = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        while (_sessions.ContainsKey(id));
        var session = new FetchSession(id, usesTopicIds);
        foreach (var topic in request.Topics)
        {
            foreach (var partition in topic.Partitions) session.Put(QueryOf(topic, partition));
        }

        _sessions.Add(id, session);
        _partitions += session.Targets.Count;
        Use(session);
        return session;
    }

    private bool TryMakeRoom(int partitions)
    {
        if (partitions > options.SessionPartitionsMax) return false;
        while (_sessions.Count >= options.SessionsMax || _partitions + partitions > options.SessionPartitionsMax)
        {
            var oldest = _sessions.Values.Where(static session => !session.IsInUse).MinBy(static session => session.LastUsedTimestamp);
            if (oldest is null || time.GetElapsedTime(oldest.LastUsedTimestamp) < options.SessionEvictionAge) return false;
            Remove(oldest);
        }

        return true;
    }

    private void Use(FetchSession session)
    {
        session.IsInUse = true;
        session.LastUsedTimestamp = time.GetTimestamp();
        if (session.Targets.Count == 0) return;
        session.ReadFrom %= session.Targets.Count;
    }

    private void Remove(FetchSession session)
    {
        _sessions.Remove(session.Id);
        _partitions -= session.Targets.Count;
    }

    private static List<FetchTarget> TargetsOf(FetchRequest request)
    {
        List<FetchTarget> targets = [];
        foreach (var topic in request.Topics)
        {
            foreach (var partition in topic.Partitions) targets.Add(new FetchTarget(QueryOf(topic, partition)));
        }

        return targets;
    }

    private static FetchQuery QueryOf(FetchRequest.FetchTopic topic, FetchRequest.FetchPartition partition) => new(
        topic.Topic,
        topic.TopicId,
        partition.Partition,
        partition.CurrentLeaderEpoch,
        partition.FetchOffset,
        partition.LastFetchedEpoch,
        partition.PartitionMaxBytes);
}
