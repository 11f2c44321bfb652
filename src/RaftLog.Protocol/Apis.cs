namespace RaftLog.Protocol;

/// <summary>What each API offers to clients, and which header goes with which version.</summary>
public static class Apis
{
    /// <summary>
    /// The versions to advertise for an API that is served. They equal the versions of its messages but for Produce:
    /// librdkafka below 2.11.1
    /// compresses only when Produce 0 is advertised (KAFKA-18659), so 0 to 2 are, and are refused when used.
    /// </summary>
    public static VersionRange AdvertisedVersions(ApiKey api)
    {
        var versions = MessageTable.Get(api).Versions;
        return api == ApiKey.Produce ? versions with { Lowest = 0 } : versions;
    }

    /// <summary>Whether messages of this API can be read and written in <paramref name="version"/>.</summary>
    public static bool IsSupported(ApiKey api, short version) =>
        MessageTable.TryGet(api, out var codec) && codec.Versions.Contains(version);

    /// <summary>Whether <paramref name="version"/> of the API has the compact encoding with tagged fields.</summary>
    public static bool IsFlexible(ApiKey api, short version) =>
        MessageTable.TryGet(api, out var codec) && version >= codec.FirstFlexibleVersion;

    /// <summary>The version of the request header that precedes <paramref name="version"/> of the API.</summary>
    public static short RequestHeaderVersion(ApiKey api, short version) => IsFlexible(api, version) ? (short)2 : (short)1;

    /// <summary>
    /// The version of the response header that precedes <paramref name="version"/> of the API. ApiVersions always has 0:
    /// a client that asked
    /// in a version the broker does not know must still be able to read the answer (KIP-511).
    /// </summary>
    public static short ResponseHeaderVersion(ApiKey api, short version) =>
        api != ApiKey.ApiVersions && IsFlexible(api, version) ? (short)1 : (short)0;
}
