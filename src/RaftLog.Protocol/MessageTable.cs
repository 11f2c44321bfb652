using System.Diagnostics.CodeAnalysis;

namespace RaftLog.Protocol;

/// <summary>Every API whose messages are declared, by key. The generator fills it, so a declared message cannot be
/// missing.</summary>
public static partial class MessageTable
{
    private static readonly MessageCodec[] Codecs = CreateCodecs();
    private static readonly MessageCodec?[] ByKey = Index(Codecs);

    /// <summary>All codecs, by ascending key.</summary>
    public static IReadOnlyList<MessageCodec> All => Codecs;

    /// <summary>Finds the codec of an API; false when its messages are not declared.</summary>
    public static bool TryGet(ApiKey api, [NotNullWhen(true)] out MessageCodec? codec)
    {
        codec = (uint)(int)api < (uint)ByKey.Length ? ByKey[(int)api] : null;
        return codec is not null;
    }

    /// <summary>The codec of an API whose messages are declared.</summary>
    public static MessageCodec Get(ApiKey api)
    {
        var found = TryGet(api, out var codec);
        Invariant.Check(found);
        return codec!; // TryGet answered true
    }

    private static partial MessageCodec[] CreateCodecs();

    private static MessageCodec?[] Index(MessageCodec[] codecs)
    {
        var byKey = new MessageCodec?[(int)codecs[^1].Api + 1];
        foreach (var codec in codecs) byKey[(int)codec.Api] = codec;
        return byKey;
    }
}
