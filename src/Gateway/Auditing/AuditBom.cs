using System.Text.Json;
using System.Text.Json.Nodes;
using GoModules.Licenses;

namespace Gateway.Auditing;

/// <summary>What was fetched as a bill of materials: CycloneDX 1.5 in JSON, one component for each module version whose zip was taken whole.</summary>
internal sealed class AuditBom
{
    private readonly SortedDictionary<string, JsonObject> _components = new(StringComparer.Ordinal);

    public void Add(JsonElement record)
    {
        if (AuditFilter.TextOf(record, "kind") != "Zip" || AuditFilter.TextOf(record, "status") is not ("200" or "206") || AuditFilter.TextOf(record, "complete") != "true"
            || AuditFilter.TextOf(record, "module") is not { } module || AuditFilter.TextOf(record, "version") is not { } version)
        {
            return;
        }

        // https://github.com/package-url/purl-spec, type golang: the path in lower case, the version percent-encoded.
        var purl = $"pkg:golang/{string.Join('/', module.ToLowerInvariant().Split('/').Select(Uri.EscapeDataString))}@{Uri.EscapeDataString(version)}";
        var component = new JsonObject { ["type"] = "library", ["bom-ref"] = $"{module}@{version}", ["name"] = module, ["version"] = version, ["purl"] = purl };
        if (AuditFilter.TextOf(record, "sha256") is { } hash)
        {
            component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-256", ["content"] = hash });
        }

        if (LicensesOf(record) is { Count: > 0 } licenses)
        {
            component["licenses"] = licenses;
        }

        _components[$"{module}@{version}"] = component;
    }

    /// <summary>Known ids as such, everything else as a name: CycloneDX takes no other ids.</summary>
    private static JsonArray LicensesOf(JsonElement record) => !record.TryGetProperty("licenses", out var names) || names.ValueKind != JsonValueKind.Array ? []
        : [.. names.EnumerateArray().Select(name => name.GetString()).OfType<string>().Where(name => name != ModuleLicenses.UnknownName)
            .Select(name => new JsonObject { ["license"] = new JsonObject { [LicenseCatalog.BuiltIn.Named(name) is { Ids: [var id] } && id == name ? "id" : "name"] = name } })];

    public JsonObject ToJson(DateTimeOffset now) => new()
    {
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.5",
        ["serialNumber"] = $"urn:uuid:{Guid.CreateVersion7()}",
        ["version"] = 1,
        ["metadata"] = new JsonObject
        {
            ["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["tools"] = new JsonObject { ["components"] = new JsonArray(new JsonObject { ["type"] = "application", ["name"] = "gateway", ["version"] = typeof(AuditBom).Assembly.GetName().Version!.ToString(3) }) },
        },
        ["components"] = new JsonArray([.. _components.Values]),
    };
}
