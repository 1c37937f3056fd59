using System.Text.Json;

namespace GoModules.Advisories;

/// <summary>Reads OSV documents (ossf.github.io/osv-schema), those of the Go vulnerability database and of others.</summary>
public static class OsvDocument
{
    // A name in refusals, logs and settings; those in use have 13 to 25 characters.
    private const int LongestId = 64;
    private const int MostAliases = 16;

    /// <summary>
    /// The advisory of a document. Null when the document is none, was withdrawn, or is about nothing of the ecosystem Go. Never throws.
    /// </summary>
    /// <param name="json">The document.</param>
    /// <param name="isSound">Whether it is an OSV document at all.</param>
    public static Advisory? Parse(ReadOnlyMemory<byte> json, out bool isSound)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            isSound = document.RootElement.ValueKind == JsonValueKind.Object && Text(document.RootElement, "id") is { } id && IsId(id);
            return isSound && Text(document.RootElement, "withdrawn") is null ? Read(document.RootElement) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no Unicode.
            isSound = false;
            return null;
        }
    }

    /// <summary>Whether it can be the name of an advisory.</summary>
    public static bool IsId(string name) => name.Length is > 0 and <= LongestId && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':');

    private static Advisory? Read(JsonElement root)
    {
        var affected = Items(root, "affected").ToList();
        var modules = affected.Where(IsOfGo).Select(Affected).OfType<AffectedModule>().ToList();
        return modules.Count == 0 ? null : new Advisory(
            Text(root, "id")!,
            [.. Items(root, "aliases").Where(alias => alias.ValueKind == JsonValueKind.String).Select(alias => alias.GetString()!).Where(IsId).Take(MostAliases)],
            Text(root, "summary") ?? "",
            OsvSeverity.Find(root, affected),
            modules);
    }

    private static bool IsOfGo(JsonElement affected) => affected.ValueKind == JsonValueKind.Object && affected.TryGetProperty("package", out var package) && Text(package, "ecosystem") == "Go";

    private static AffectedModule? Affected(JsonElement affected)
    {
        if (Text(affected.GetProperty("package"), "name") is not { Length: > 0 } module)
        {
            return null;
        }

        // Ranges of type GIT are about commits, which no version of a module tells.
        var ranges = Items(affected, "ranges").Where(range => Text(range, "type") is "SEMVER" or "ECOSYSTEM").Select(Range).ToList();
        var versions = Items(affected, "versions").Where(version => version.ValueKind == JsonValueKind.String).Select(version => Prefixed(version.GetString()!));
        return new AffectedModule(module, ranges.Count > 0 ? ranges : null, [.. versions.Where(SemanticVersion.IsValid)]);
    }

    private static AffectedRange Range(JsonElement range) => new(Items(range, "events").SelectMany(Events));

    private static IEnumerable<RangeEvent> Events(JsonElement found)
    {
        if (Text(found, "introduced") is { } introduced)
        {
            // What cannot be read counts as the beginning of time: rather too much is affected than too little.
            yield return new RangeEvent(introduced == "0" || !SemanticVersion.IsValid(Prefixed(introduced)) ? "" : Prefixed(introduced), RangeEventKind.Introduced);
        }

        if (Text(found, "fixed") is { } mended && SemanticVersion.IsValid(Prefixed(mended)))
        {
            yield return new RangeEvent(Prefixed(mended), RangeEventKind.Fixed);
        }

        if (Text(found, "last_affected") is { } last && SemanticVersion.IsValid(Prefixed(last)))
        {
            yield return new RangeEvent(Prefixed(last), RangeEventKind.LastAffected);
        }
    }

    /// <summary>Go's database writes versions without the <c>v</c>, and releases of Go sometimes with <c>go</c>.</summary>
    private static string Prefixed(string version) =>
        version.StartsWith('v') ? version : "v" + (version.StartsWith("go", StringComparison.Ordinal) ? version[2..] : version);

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
