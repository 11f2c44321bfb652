using RaftLog.Protocol;

namespace RaftLog.Server.Fetching;

/// <summary>Which partitions a request is about, and how its answer is to look.</summary>
/// <param name="Error">Why there is no plan: an error for the whole answer.</param>
/// <param name="Targets">The partitions in the order of the answer.</param>
/// <param name="Session">The session in use; null for none.</param>
/// <param name="IsIncremental">Whether the answer leaves out partitions without news.</param>
internal sealed record FetchPlan(ErrorCode Error, IReadOnlyList<FetchTarget> Targets, FetchSession? Session, bool IsIncremental)
{
    internal static FetchPlan Failed(ErrorCode error) => new(error, [], null, false);

    internal static FetchPlan Full(IReadOnlyList<FetchTarget> targets, FetchSession? session) => new(ErrorCode.None, targets, session, false);

    internal static FetchPlan Incremental(IReadOnlyList<FetchTarget> targets, FetchSession session) =>
        new(ErrorCode.None, targets, session, true);
}
