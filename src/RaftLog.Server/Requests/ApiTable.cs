using System.Diagnostics.CodeAnalysis;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;

namespace RaftLog.Server.Requests;

/// <summary>
/// The APIs this broker serves: feeds dispatch, ApiVersions and the declared authorization checks, so that what is claimed is what is
/// served (DESIGN D10). An API that is not complete is not in it.
/// </summary>
internal sealed class ApiTable
{
    private readonly ServedApi?[] _byKey;

    /// <summary>A table of <paramref name="rows"/>, one per API.</summary>
    internal ApiTable(IEnumerable<ServedApi> rows)
    {
        All = [.. rows.OrderBy(static row => row.Key)];
        _byKey = new ServedApi?[(int)All[^1].Key + 1];
        foreach (var row in All)
        {
            Invariant.Check(_byKey[(int)row.Key] is null);
            _byKey[(int)row.Key] = row;
        }
    }

    /// <summary>Every API served, by ascending key.</summary>
    internal IReadOnlyList<ServedApi> All { get; }

    /// <summary>Finds an API; false when it is not served.</summary>
    internal bool TryGet(ApiKey key, [NotNullWhen(true)] out ServedApi? api)
    {
        api = (uint)(int)key < (uint)_byKey.Length ? _byKey[(int)key] : null;
        return api is not null;
    }

    /// <summary>The rows of an ApiVersions answer.</summary>
    internal List<ApiVersionsResponse.ApiVersion> Advertised()
    {
        var rows = new List<ApiVersionsResponse.ApiVersion>(All.Count);
        foreach (var api in All) rows.Add(RowOf(api));
        return rows;
    }

    /// <summary>
    /// The answer, in version 0, to a version of ApiVersions we do not know: the range we do, and nothing else (KIP-511).
    /// </summary>
    internal ApiVersionsResponse UnsupportedApiVersions()
    {
        var known = TryGet(ApiKey.ApiVersions, out var api);
        Invariant.Check(known);
        return new ApiVersionsResponse { ErrorCode = ErrorCode.UnsupportedVersion, ApiKeys = [RowOf(api!)] }; // TryGet answered true
    }

    private static ApiVersionsResponse.ApiVersion RowOf(ServedApi api) =>
        new() { ApiKey = (short)api.Key, MinVersion = api.Versions.Lowest, MaxVersion = api.Versions.Highest };
}
