using System.Text.Json;
using System.Text.RegularExpressions;
using GoModules.Licenses;

namespace GoModules.Tests.Licenses;

/// <summary>Makes the catalog of licences out of the texts of the SPDX license list, as the npm package <c>spdx-license-list</c> has them.</summary>
internal static partial class CatalogMaker
{
    // Shorter ones are sentences that may stand anywhere.
    private const int FewestWords = 20;

    private const string EndOfTerms = "END OF TERMS AND CONDITIONS";

    /// <summary>The texts, and of the ids without a text of their own the ids alone.</summary>
    /// <param name="folder">The folder with one JSON file for each id.</param>
    public static LicenseCatalog Make(string folder)
    {
        var texts = Directory.GetFiles(folder, "*.json")
            .Select(file => (Id: Path.GetFileNameWithoutExtension(file), Text: TextOf(file)))
            .OrderBy(license => license.Id, StringComparer.Ordinal)
            .GroupBy(license => FamilyOf(license.Id), StringComparer.Ordinal)
            .Select(family => (Name: family.Key, Ids: IdsOf([.. family.Select(license => license.Id)]), family.First().Text));
        return new LicenseCatalog([.. Merge(texts.SelectMany(family => PartsOf(family.Name, family.Ids, family.Text)))]);
    }

    /// <summary>The text of a licence as it is given out alone, and what is known of its surroundings.</summary>
    private static IEnumerable<KnownText> PartsOf(string name, string[] ids, string text)
    {
        if (name == "LGPL-3.0")
        {
            // The list has the GPL behind it.
            text = text[..text.IndexOf("GNU GENERAL PUBLIC LICENSE\nVersion 3", StringComparison.Ordinal)];
        }

        if (name.StartsWith("CC", StringComparison.Ordinal) && BeginOfTerms().Match(text) is { Success: true, Index: var begin })
        {
            // What Creative Commons says of itself above, people leave out too.
            yield return KnownText.Of($"{name} (preamble)", [], name, text[..begin]);
            text = text[begin..];
        }

        var end = text.IndexOf(EndOfTerms, StringComparison.Ordinal);
        yield return KnownText.Of(name, ids, "", end < 0 ? text : text[..end]);
        if (end >= 0)
        {
            // People leave out how to apply it, or leave it in.
            yield return KnownText.Of($"{name} (appendix)", [], name, text[end..]);
        }

        if (HasNotice(name) && Notice().Match(text) is { Success: true, Value: var notice })
        {
            yield return KnownText.Of($"{name} (notice)", ids, name, notice);
        }
    }

    /// <summary>One of texts that are the same, with the ids of all; texts that are too short have an id and nothing to find them by.</summary>
    private static IEnumerable<KnownText> Merge(IEnumerable<KnownText> texts) =>
        texts.GroupBy(text => text.Words < FewestWords ? text.Name : string.Join(' ', text.Sample) + text.PartOf)
            .Select(same => (First: same.OrderBy(text => text.Name.Length).ThenBy(text => text.Name, StringComparer.Ordinal).First(), Ids: same.SelectMany(text => text.Ids)))
            .Select(same => same.First with { Ids = [.. same.Ids.Order(StringComparer.Ordinal)], Sample = same.First.Words < FewestWords ? [] : same.First.Sample })
            .OrderBy(text => text.Name, StringComparer.Ordinal);

    /// <summary>What several ids with one text have in common: <c>GFDL-1.3-no-invariants-only</c> is of <c>GFDL-1.3</c>.</summary>
    private static string FamilyOf(string id) => Suffix().Replace(id, "");

    /// <summary>Of GPL-3.0 and its like the ids that say which; the others are deprecated, and one of them is the name of the family.</summary>
    private static string[] IdsOf(string[] ids) => ids.Length == 1 ? ids : [.. ids.Where(id => id.EndsWith("-only", StringComparison.Ordinal) || id.EndsWith("-or-later", StringComparison.Ordinal))];

    // Others quote the notice of these.
    private static bool HasNotice(string name) => name is "Apache-2.0" or "MPL-2.0" || name.StartsWith("GPL-") || name.StartsWith("LGPL-") || name.StartsWith("AGPL-");

    private static string TextOf(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.GetProperty("licenseText").GetString()!;
    }

    [GeneratedRegex("Statement of Purpose|By exercising the Licensed Rights")]
    private static partial Regex BeginOfTerms();

    [GeneratedRegex(@"((-no)?-invariants)?(-only|-or-later|\+)$")]
    private static partial Regex Suffix();

    // What the licences ask to write at the top of files, which some have in place of the licence.
    [GeneratedRegex(@"Licensed under the Apache License.*|This (program|library) is free software[:;].*?You should have received a copy[^\n]*(\n[^\n]+)*|This Source Code Form is subject to the terms of the Mozilla Public\s+License.*?MPL/2\.0/", RegexOptions.Singleline)]
    private static partial Regex Notice();
}
