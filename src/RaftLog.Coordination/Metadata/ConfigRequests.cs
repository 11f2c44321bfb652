using System.Collections.Immutable;
using RaftLog.Coordination.Configs;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata;

/// <summary>What IncrementalAlterConfigs does to a config, numbered as on the wire. Other numbers are refused by name.</summary>
public enum ConfigOperation : sbyte
{
    /// <summary>Sets the value.</summary>
    Set = 0,

    /// <summary>Removes the override; the value of the next level counts again.</summary>
    Delete = 1,

    /// <summary>Adds elements to a list.</summary>
    Append = 2,

    /// <summary>Removes elements from a list.</summary>
    Subtract = 3,
}

/// <summary>One change of an IncrementalAlterConfigs request.</summary>
/// <param name="Operation">What to do.</param>
/// <param name="Name">The config.</param>
/// <param name="Value">The value; nothing for <see cref="ConfigOperation.Delete"/>.</param>
public readonly record struct ConfigAlteration(ConfigOperation Operation, string Name, string? Value);

/// <summary>One resource of an IncrementalAlterConfigs request.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Alterations">The changes, each config once.</param>
public sealed record ResourceAlterations(ConfigResource Resource, ImmutableArray<ConfigAlteration> Alterations);

/// <summary>One resource of an AlterConfigs request: all that is to be set on it; what is not named reverts.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Configs">The configs, each once.</param>
public sealed record ResourceReplacement(ConfigResource Resource, ImmutableArray<KeyValuePair<string, string?>> Configs);

/// <summary>What became of one resource.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Error"><see cref="ErrorCode.None"/>, or why nothing of it was changed.</param>
/// <param name="Message">The reason in Kafka's words; null without an error.</param>
public sealed record AlterConfigsResult(ConfigResource Resource, ErrorCode Error = ErrorCode.None, string? Message = null);
