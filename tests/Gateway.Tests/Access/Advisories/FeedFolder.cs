using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access.Advisories;

/// <summary>A Go vulnerability database in a folder, as it is published: indexes and one OSV document for each advisory.</summary>
internal sealed class FeedFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SortedDictionary<string, JsonObject> _documents = new(StringComparer.Ordinal);
    private int _changes;

    public string Path => _folder.Path;

    /// <summary>Publishes an advisory about a module, affected from the first version to the fix; a null fix is none.</summary>
    public FeedFolder Publish(string id, string module, string? mended, string introduced = "0", Action<JsonObject>? change = null)
    {
        var document = JsonNode.Parse($$"""
            { "schema_version": "1.3.1", "id": "{{id}}", "aliases": [ "CVE-{{id[3..]}}" ], "summary": "Something bad in {{module}}",
              "affected": [ { "package": { "ecosystem": "Go", "name": "{{module}}" },
                "ranges": [ { "type": "SEMVER", "events": [ { "introduced": "{{introduced}}" }{{(mended is null ? "" : $", {{ \"fixed\": \"{mended}\" }}")}} ] } ] } ] }
            """)!.AsObject();
        change?.Invoke(document);
        _documents[id] = document;
        Write(id);
        return this;
    }

    /// <summary>Takes an advisory back.</summary>
    public void Remove(string id)
    {
        _documents.Remove(id);
        File.Delete(_folder["ID", $"{id}.json"]);
        Write(null);
    }

    /// <summary>Writes anything into one of its files.</summary>
    public void Spoil(string file, string text)
    {
        File.WriteAllText(_folder[file], text);
        Touch(_folder[file]);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string? changed)
    {
        _changes++;
        Directory.CreateDirectory(_folder["index"]);
        Directory.CreateDirectory(_folder["ID"]);
        if (changed is not null)
        {
            _documents[changed]["modified"] = Now;
            Put(["ID", $"{changed}.json"], _documents[changed].ToJsonString());
        }

        Put(["index", "modules.json"], JsonSerializer.Serialize(_documents.Values.GroupBy(document => $"{document["affected"]![0]!["package"]!["name"]}")
            .Select(module => new { path = module.Key, vulns = module.Select(document => new { id = $"{document["id"]}", modified = $"{document["modified"]}" }) })));
        Put(["index", "vulns.json"], JsonSerializer.Serialize(_documents.Values.Select(document => new { id = $"{document["id"]}", modified = $"{document["modified"]}" })));
        Put(["index", "db.json"], JsonSerializer.Serialize(new { modified = Now }));
    }

    // A time of its own for every change: servers make their validators of it, and know seconds.
    private DateTime Clock => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(_changes);

    private string Now => Clock.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void Put(string[] file, string text)
    {
        File.WriteAllText(_folder[file], text);
        Touch(_folder[file]);
    }

    private void Touch(string file) => File.SetLastWriteTimeUtc(file, Clock);
}
