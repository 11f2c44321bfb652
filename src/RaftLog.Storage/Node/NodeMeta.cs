using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RaftLog.Records;

namespace RaftLog.Storage.Node;

/// <summary>
/// The content of <c>meta.json</c>: whose data this is. <see cref="Checksum"/> is the CRC-32C, in hex, of the other members as
/// <see cref="Encode"/> writes them, so that a flipped bit never passes for another identity.
/// </summary>
internal sealed record NodeMeta
{
    public const int CurrentFormat = 1;
    public const int BytesMax = 64 * 1024;

    [JsonRequired]
    public required int FormatVersion { get; init; }

    [JsonRequired]
    public required int NodeId { get; init; }

    [JsonRequired]
    public required Guid NodeUuid { get; init; }

    /// <summary>Null until the node has joined or formed a cluster.</summary>
    [JsonRequired]
    public required string? ClusterId { get; init; }

    /// <summary>The boot in which replicas were last known to be sound.</summary>
    [JsonRequired]
    public required string BootId { get; init; }

    [JsonRequired]
    public required string CreatedBy { get; init; }

    /// <summary>False while the directory is being made: until then the state journal may be missing.</summary>
    [JsonRequired]
    public required bool IsComplete { get; init; }

    public string? Checksum { get; init; }

    public byte[] Encode() =>
        JsonSerializer.SerializeToUtf8Bytes(this with { Checksum = ComputeChecksum() }, NodeMetaJson.Default.NodeMeta);

    /// <summary>The file's format version, which is read first, because a newer file may look different; null when there is none.</summary>
    public static int? TryReadFormat(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("formatVersion", out var version)
                && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out var number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the file; null, and why, when it does not hold what was written.</summary>
    public static NodeMeta? TryDecode(byte[] content, out string problem)
    {
        try
        {
            var meta = JsonSerializer.Deserialize(content, NodeMetaJson.Default.NodeMeta);
            problem = "it is empty";
            if (meta is null) return null;
            problem = "its checksum does not match its content";
            return meta.Checksum == meta.ComputeChecksum() ? meta : null;
        }
        catch (JsonException e)
        {
            problem = e.Message;
            return null;
        }
    }

    private string ComputeChecksum()
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(this with { Checksum = null }, NodeMetaJson.Default.NodeMeta);
        return Crc32C.Compute(content).ToString("x8", CultureInfo.InvariantCulture);
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n")]
[JsonSerializable(typeof(NodeMeta))]
internal sealed partial class NodeMetaJson : JsonSerializerContext;
