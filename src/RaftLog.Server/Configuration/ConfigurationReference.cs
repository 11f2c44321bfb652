using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RaftLog.Server.Configuration;

/// <summary>What people and editors read about the keys, made from the table that binds them.</summary>
internal static class ConfigurationReference
{
    /// <summary>The table of <c>docs/configuration.md</c>: every key with its default, its bounds and what it does.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("| Key | Default | Allowed | Meaning |\n|---|---|---|---|\n");
        BrokerKeys.Describe(key =>
        {
            var fallback = key switch
            {
                { Shape: not KeyShape.Value } => "",
                { Default: null } => "(required)",
                _ => $"`{key.Default}`",
            };
            var name = key.Shape == KeyShape.Value ? $"`{key.Path}`" : $"**`{key.Path}`**";
            text.Append($"| {name} | {fallback} | {key.Bounds} | {key.Doc} |\n");
        });
        return text.ToString();
    }

    /// <summary><c>broker.schema.json</c>: completion, hover texts and unknown-key warnings in editors.</summary>
    public static string JsonSchema()
    {
        var root = Section("RaftLog's broker.yaml");
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        var containers = new Dictionary<string, JsonObject> { [""] = PropertiesOf(root) };
        BrokerKeys.Describe(key =>
        {
            var dot = key.Path.LastIndexOf('.');
            var node = NodeOf(key);
            containers[dot < 0 ? "" : key.Path[..dot]].Add(key.Path[(dot + 1)..], node);
            if (key.Shape == KeyShape.Section) containers.Add(key.Path, PropertiesOf(node));
            if (key.Shape == KeyShape.List) containers.Add(key.Path + ".N", PropertiesOf(node["items"]!.AsObject()));
        });

        // Written for an editor on this machine, never into a page: '<' may stay as it is.
        var options = new JsonSerializerOptions { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        return root.ToJsonString(options) + "\n";
    }

    private static JsonObject NodeOf(KeyDescription key)
    {
        switch (key.Shape)
        {
            case KeyShape.Section:
                return Section(key.Doc);
            case KeyShape.List:
                var types = key.JsonSchema.Length == 0 ? new JsonArray("array", "null") : new JsonArray("array", "string", "null");
                return new JsonObject { ["description"] = key.Doc, ["type"] = types, ["items"] = Section("One item.") };
            case KeyShape.TopicConfigs:
                return new JsonObject
                {
                    ["description"] = key.Doc,
                    ["type"] = new JsonArray("object", "null"),
                    ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null") },
                };
            default:
                var node = JsonNode.Parse(key.JsonSchema)!.AsObject();
                node["description"] = key.Default is null ? key.Doc : $"{key.Doc} Default: {key.Default}.";
                return node;
        }
    }

    private static JsonObject Section(string doc) => new()
    {
        ["description"] = doc,
        ["type"] = new JsonArray("object", "null"),
        ["properties"] = new JsonObject(),
        ["additionalProperties"] = false,
    };

    private static JsonObject PropertiesOf(JsonObject section) => section["properties"]!.AsObject();
}
