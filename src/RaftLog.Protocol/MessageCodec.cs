namespace RaftLog.Protocol;

/// <summary>One API: its versions, and how to read either half. Writing needs no table: a message writes itself.</summary>
public abstract class MessageCodec
{
    /// <summary>The API.</summary>
    public abstract ApiKey Api { get; }

    /// <summary>The API's name as in the protocol: <c>CreateTopics</c>.</summary>
    public string Name => Api.ToString();

    /// <summary>The versions both halves can be read and written in.</summary>
    public abstract VersionRange Versions { get; }

    /// <summary>The first flexible version; <see cref="short.MaxValue"/> when there is none.</summary>
    public abstract short FirstFlexibleVersion { get; }

    /// <summary>The type of the request.</summary>
    public abstract Type RequestType { get; }

    /// <summary>The type of the response.</summary>
    public abstract Type ResponseType { get; }

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="MalformedMessageException">The bytes are not such a request.</exception>
    public abstract IWireMessage ReadRequest(ref KafkaReader reader, short version);

    /// <summary>Reads a response's body.</summary>
    /// <exception cref="MalformedMessageException">The bytes are not such a response.</exception>
    public abstract IWireMessage ReadResponse(ref KafkaReader reader, short version);

    /// <summary>A request with every field at its default.</summary>
    public abstract IWireMessage NewRequest();

    /// <summary>A response with every field at its default.</summary>
    public abstract IWireMessage NewResponse();
}

/// <summary>The codec of one API whose halves are <typeparamref name="TRequest"/> and
/// <typeparamref name="TResponse"/>.</summary>
internal sealed class MessageCodec<TRequest, TResponse> : MessageCodec
    where TRequest : class, IKafkaMessage<TRequest>, new()
    where TResponse : class, IKafkaMessage<TResponse>, new()
{
    public MessageCodec()
    {
        Invariant.Check(TRequest.Api == TResponse.Api);
        Invariant.Check(TRequest.Versions == TResponse.Versions);
        Invariant.Check(TRequest.FirstFlexibleVersion == TResponse.FirstFlexibleVersion);
        Invariant.Check(TRequest.Kind == MessageKind.Request && TResponse.Kind == MessageKind.Response);
    }

    public override ApiKey Api => TRequest.Api;

    public override VersionRange Versions => TRequest.Versions;

    public override short FirstFlexibleVersion => TRequest.FirstFlexibleVersion;

    public override Type RequestType => typeof(TRequest);

    public override Type ResponseType => typeof(TResponse);

    public override IWireMessage ReadRequest(ref KafkaReader reader, short version) => TRequest.Read(ref reader, version);

    public override IWireMessage ReadResponse(ref KafkaReader reader, short version) => TResponse.Read(ref reader, version);

    public override IWireMessage NewRequest() => new TRequest();

    public override IWireMessage NewResponse() => new TResponse();
}
