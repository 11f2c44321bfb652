using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata;

/// <summary>Kafka's rules for topic names and ids.</summary>
public static class TopicNames
{
    /// <summary>The longest legal name, in characters.</summary>
    public const int LengthMax = 249;

    /// <summary>Where consumer groups keep their offsets.</summary>
    public const string ConsumerOffsets = "__consumer_offsets";

    /// <summary>Where transactions keep their state.</summary>
    public const string TransactionState = "__transaction_state";

    /// <summary>Where share groups keep their state.</summary>
    public const string ShareGroupState = "__share_group_state";

    /// <summary>The metadata log itself; never a topic.</summary>
    public const string ClusterMetadata = "__cluster_metadata";

    /// <summary>True for the topics that belong to the coordinators.</summary>
    public static bool IsInternal(string name) => name is ConsumerOffsets or TransactionState or ShareGroupState;

    /// <summary>Says what is wrong with a name, in Kafka's words; null when it is legal.</summary>
    public static string? Check(string name)
    {
        var wrong = name switch
        {
            "" => "the empty string is not allowed",
            "." => "'.' is not allowed",
            ".." => "'..' is not allowed",
            { Length: > LengthMax } => $"the length of '{name}' is longer than the max allowed length {LengthMax}",
            _ when !name.All(IsLegal) => $"'{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
            _ => null,
        };
        return wrong is null ? null : $"Topic name is invalid: {wrong}";
    }

    /// <summary>
    /// True for an id that a new topic may get: not zero, not the metadata group's, and not one whose text begins with a dash,
    /// which command lines take for an option.
    /// </summary>
    public static bool IsUsableId(Guid id) =>
        id != Guid.Empty && id != RaftGroupId.ClusterMetadata.TopicId && id.ToKafkaString()[0] != '-';

    /// <summary>The form under which names that differ only by <c>.</c> and <c>_</c> are the same: metric names cannot tell them apart.</summary>
    internal static string Unify(string name) => name.Replace('.', '_');

    private static bool IsLegal(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';
}
