using RaftLog.Protocol;
using RaftLog.Server.Security;

namespace RaftLog.Server.Requests;

/// <summary>One row of the <see cref="ApiTable"/>.</summary>
/// <param name="Key">The API.</param>
/// <param name="Versions">The versions to advertise.</param>
/// <param name="Order">How its requests get along with their neighbours.</param>
/// <param name="Checks">Every permission its handler asks for; empty only for what anybody may do.</param>
/// <param name="Handler">What serves it.</param>
internal sealed record ServedApi(
    ApiKey Key, VersionRange Versions, RequestOrder Order, IReadOnlyList<AccessCheck> Checks, IRequestHandler Handler);
