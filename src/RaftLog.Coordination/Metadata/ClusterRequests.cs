using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata;

/// <summary>An error code and its reason; no error by default.</summary>
/// <param name="Error"><see cref="ErrorCode.None"/>, or why nothing was done.</param>
/// <param name="Message">The reason in words; null without an error.</param>
public readonly record struct MetadataResult(ErrorCode Error = ErrorCode.None, string? Message = null)
{
    /// <summary>Done.</summary>
    public static MetadataResult Done => default;

    /// <summary>True without an error.</summary>
    public bool Succeeded => Error == ErrorCode.None;
}

/// <summary>A run of producer ids that only the asking broker hands out.</summary>
/// <param name="Error"><see cref="ErrorCode.None"/>, or why there are none.</param>
/// <param name="FirstId">The first of them.</param>
/// <param name="Count">How many; 0 with an error.</param>
public readonly record struct ProducerIdBlock(ErrorCode Error, long FirstId, int Count);

/// <summary>One feature of an UpdateFeatures request.</summary>
/// <param name="Name">The feature.</param>
/// <param name="Level">The level to finalize; 0 to take it back.</param>
public readonly record struct FeatureUpdate(string Name, short Level);

/// <summary>What became of one feature.</summary>
/// <param name="Name">The feature.</param>
/// <param name="Error"><see cref="ErrorCode.None"/>, or why it was not changed.</param>
/// <param name="Message">The reason in words; null without an error.</param>
public sealed record FeatureUpdateResult(string Name, ErrorCode Error = ErrorCode.None, string? Message = null);
