namespace RaftLog.Protocol;

/// <summary>
/// Declares a partial class as one half of a Kafka API. The generator writes its properties, reader and writer, and a line of
/// <see cref="MessageTable"/>.
/// </summary>
/// <param name="api">The API this message belongs to.</param>
/// <param name="kind">Request or response; both halves of an API state the same versions.</param>
/// <param name="versions">The versions this code reads and writes: <c>"4-16"</c> or <c>"0"</c>, both ends inclusive.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KafkaMessageAttribute(ApiKey api, MessageKind kind, string versions) : Attribute
{
    /// <summary>The API this message belongs to.</summary>
    public ApiKey Api { get; } = api;

    /// <summary>Request or response.</summary>
    public MessageKind Kind { get; } = kind;

    /// <summary>The versions read and written.</summary>
    public string Versions { get; } = versions;

    /// <summary>Where the compact encoding with tagged fields begins, as <c>"9+"</c>; absent when no version has it.</summary>
    public string? Flexible { get; init; }
}
