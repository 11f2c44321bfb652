using System.Buffers;
using RaftLog.Coordination.Configs;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;

namespace RaftLog.Server.Handlers;

/// <summary>ApiVersions (key 18), versions 0-4.</summary>
/// <remarks>
/// What this broker speaks, and which features are finalized. v3 flexible, client software (KIP-511); v4 supported features with a
/// minimum of 0. Divergences from Kafka: any printable software name is accepted.
/// </remarks>
internal sealed class ApiVersionsHandler(HandlerServices services, Func<ApiTable> table)
    : SyncRequestHandler<ApiVersionsRequest, ApiVersionsResponse>
{
    private const int SoftwareCharsMax = 64;

    private static readonly SearchValues<char> SoftwareChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._+");

    /// <inheritdoc/>
    protected override ApiVersionsResponse Answer(RequestContext context, ApiVersionsRequest request)
    {
        if (context.Version >= 3) NoteSoftware(context, request);
        var response = new ApiVersionsResponse { ApiKeys = table().Advertised() };
        if (context.Version >= 3) AddFeatures(response, context.Version);
        return response;
    }

    /// <inheritdoc/>
    protected override ApiVersionsResponse Refuse(RequestContext context, ApiVersionsRequest request, ErrorCode error) =>
        new() { ErrorCode = error, ApiKeys = table().Advertised() };

    /// <summary>For diagnostics only: names end up in metric labels, so strange ones are not kept.</summary>
    private void NoteSoftware(RequestContext context, ApiVersionsRequest request)
    {
        if (context.Client.Software is not null) return;
        if (!IsPresentable(request.ClientSoftwareName) || !IsPresentable(request.ClientSoftwareVersion)) return;
        context.Client.Software = (request.ClientSoftwareName, request.ClientSoftwareVersion);
        services.Metrics.SoftwareSeen(request.ClientSoftwareName, request.ClientSoftwareVersion);
    }

    private static bool IsPresentable(string text) =>
        text.Length is > 0 and <= SoftwareCharsMax && !text.AsSpan().ContainsAnyExcept(SoftwareChars);

    private void AddFeatures(ApiVersionsResponse response, short version)
    {
        foreach (var feature in ClusterFeatures.Supported)
        {
            // Clients before v4 throw when a feature starts at 0 (KAFKA-17011).
            if (version < 4 && feature.LevelMin == 0) continue;
            response.SupportedFeatures.Add(new ApiVersionsResponse.SupportedFeatureKey
            {
                Name = feature.Name,
                MinVersion = feature.LevelMin,
                MaxVersion = feature.LevelMax,
            });
        }

        var image = services.Cluster.Image;
        response.FinalizedFeaturesEpoch = image.FeaturesEpoch;
        foreach (var (name, level) in image.Features)
        {
            response.FinalizedFeatures.Add(new ApiVersionsResponse.FinalizedFeatureKey
            {
                Name = name,
                MinVersionLevel = level,
                MaxVersionLevel = level,
            });
        }
    }
}
