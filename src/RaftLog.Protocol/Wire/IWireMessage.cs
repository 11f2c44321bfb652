namespace RaftLog.Protocol;

/// <summary>A declared message that can write itself. Implemented by generated code.</summary>
public interface IWireMessage
{
    /// <summary>The exact number of bytes <see cref="Write"/> produces for <paramref name="version"/>.</summary>
    /// <exception cref="MessageNotEncodableException">The version is not declared, or cannot carry a value that is
    /// set.</exception>
    int ComputeSize(short version);

    /// <summary>Writes the message in <paramref name="version"/>. Call <see cref="ComputeSize"/> first: that is where the
    /// message is checked.</summary>
    void Write(ref KafkaWriter writer, short version);
}

/// <summary>A declared message with its reader and its versions.</summary>
/// <typeparam name="TSelf">The message itself.</typeparam>
public interface IWireMessage<TSelf> : IWireMessage where TSelf : class, IWireMessage<TSelf>
{
    /// <summary>The versions that can be read and written, inclusive.</summary>
    static abstract VersionRange Versions { get; }

    /// <summary>The first version with the compact encoding and tagged fields; <see cref="short.MaxValue"/> when none has
    /// it.</summary>
    static abstract short FirstFlexibleVersion { get; }

    /// <summary>Reads one message; what follows it stays unread.</summary>
    /// <exception cref="MalformedMessageException">The bytes are not such a message.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="version"/> lies outside
    /// <see cref="Versions"/>.</exception>
    static abstract TSelf Read(ref KafkaReader reader, short version);
}

/// <summary>A declared message that is one half of an API.</summary>
/// <typeparam name="TSelf">The message itself.</typeparam>
public interface IKafkaMessage<TSelf> : IWireMessage<TSelf> where TSelf : class, IKafkaMessage<TSelf>
{
    /// <summary>The API the message belongs to.</summary>
    static abstract ApiKey Api { get; }

    /// <summary>Request or response.</summary>
    static abstract MessageKind Kind { get; }
}
