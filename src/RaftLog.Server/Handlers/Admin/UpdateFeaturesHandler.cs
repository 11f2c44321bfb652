using System.Collections.Immutable;
using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>UpdateFeatures (key 57), versions 0-2.</summary>
/// <remarks>
/// All updates or none, so that one error stands for the whole, as in Kafka 4; without one, v0 and v1 list the features. v1 upgrade type and
/// validate-only. Divergences from Kafka: each feature has one level in this release, so there is nothing that could be downgraded, safely
/// or not.
/// </remarks>
internal sealed class UpdateFeaturesHandler(HandlerServices services) : AdminHandler<UpdateFeaturesRequest, UpdateFeaturesResponse>(services)
{
    private const sbyte UpgradeTypeMin = 1;
    private const sbyte UpgradeTypeMax = 3;
    private const short ListsFeaturesUntilVersion = 1;

    /// <inheritdoc/>
    protected override async Task<UpdateFeaturesResponse> AnswerAsync(RequestContext context, UpdateFeaturesRequest request)
    {
        if (!AllowsCluster(context, AclOperation.Alter)) return Refuse(context, request, ErrorCode.ClusterAuthorizationFailed);
        if (request.FeatureUpdates.DistinctBy(static update => update.Feature).Count() != request.FeatureUpdates.Count)
            return Failed(context, ErrorCode.InvalidRequest, "Each feature must appear at most once.");
        if (UnknownUpgradeTypeIn(context, request) is { } unknown) return FailedBy(context, ErrorCode.InvalidUpdateVersion, unknown);

        ImmutableArray<FeatureUpdate> updates =
            [.. request.FeatureUpdates.Select(static update => new FeatureUpdate(update.Feature, update.MaxVersionLevel))];
        var results = await DecideAsync(machine => machine.DecideUpdateFeatures(updates, request.ValidateOnly), request.TimeoutMs);
        foreach (var result in results)
        {
            if (result.Error != ErrorCode.None) return FailedBy(context, result.Error, result.Message);
        }

        var response = new UpdateFeaturesResponse();
        if (context.Version > ListsFeaturesUntilVersion) return response;
        foreach (var result in results)
            response.Results.Add(new UpdateFeaturesResponse.UpdatableFeatureResult { Feature = result.Name });
        return response;
    }

    /// <inheritdoc/>
    protected override UpdateFeaturesResponse Refuse(RequestContext context, UpdateFeaturesRequest request, ErrorCode error) =>
        Failed(context, error, KafkaTexts.Of(error));

    private static UpdateFeaturesResponse FailedBy(RequestContext context, ErrorCode error, string? reason) =>
        Failed(context, error, $"The update failed for all features since the following feature had an error: {reason}");

    private static UpdateFeaturesResponse Failed(RequestContext context, ErrorCode error, string? message)
    {
        context.Note(error);
        return new UpdateFeaturesResponse { ErrorCode = error, ErrorMessage = message };
    }

    private static string? UnknownUpgradeTypeIn(RequestContext context, UpdateFeaturesRequest request)
    {
        if (context.Version == 0) return null; // has no upgrade type, only a permission to downgrade
        var update = request.FeatureUpdates.Find(static update => update.UpgradeType is < UpgradeTypeMin or > UpgradeTypeMax);
        return update is null
            ? null
            : $"Invalid update version {update.MaxVersionLevel} for feature {update.Feature}."
                + " The controller does not support the given upgrade type.";
    }
}
