namespace RaftLog.Coordination.Configs;

/// <summary>The type of a config's value, numbered as DescribeConfigs reports it (v3+).</summary>
public enum ConfigType : sbyte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary><c>true</c> or <c>false</c>, in any case.</summary>
    Boolean = 1,

    /// <summary>Text.</summary>
    String = 2,

    /// <summary>A 32-bit integer.</summary>
    Int = 3,

    /// <summary>A 16-bit integer.</summary>
    Short = 4,

    /// <summary>A 64-bit integer.</summary>
    Long = 5,

    /// <summary>A decimal number.</summary>
    Double = 6,

    /// <summary>Values separated by commas; the only type that takes APPEND and SUBTRACT.</summary>
    List = 7,

    /// <summary>A class name of the JVM; RaftLog has none.</summary>
    Class = 8,

    /// <summary>A secret: stored, never reported.</summary>
    Password = 9,
}
