using System.Text.Json;

namespace GoModules.Advisories;

/// <summary>How bad an OSV document says it is: in a word of the database, or as a CVSS vector; the worse of several.</summary>
internal static class OsvSeverity
{
    /// <summary>The severity; null when the document gives none that can be read.</summary>
    public static AdvisorySeverity? Find(JsonElement root, IEnumerable<JsonElement> affected)
    {
        AdvisorySeverity? worst = null;
        foreach (var part in affected.Prepend(root).Where(part => part.ValueKind == JsonValueKind.Object))
        {
            foreach (var found in Words(part).Concat(Vectors(part)))
            {
                worst = worst is null || found > worst ? found : worst;
            }
        }

        return worst;
    }

    private static IEnumerable<AdvisorySeverity> Words(JsonElement part)
    {
        if (part.TryGetProperty("database_specific", out var own) && own.ValueKind == JsonValueKind.Object
            && own.TryGetProperty("severity", out var word) && word.ValueKind == JsonValueKind.String)
        {
            var text = word.GetString()!;
            // GitHub says moderate, most others medium.
            if (Enum.TryParse<AdvisorySeverity>(text.Equals("medium", StringComparison.OrdinalIgnoreCase) ? nameof(AdvisorySeverity.Moderate) : text, ignoreCase: true, out var found)
                && Enum.IsDefined(found) && !char.IsAsciiDigit(text[0]))
            {
                yield return found;
            }
        }
    }

    private static IEnumerable<AdvisorySeverity> Vectors(JsonElement part)
    {
        if (!part.TryGetProperty("severity", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("score", out var vector) && vector.ValueKind == JsonValueKind.String
                && CvssVector.FindSeverity(vector.GetString()!) is { } found)
            {
                yield return found;
            }
        }
    }
}
