using System.Buffers;
using Gateway.Caching;
using GoModules;

namespace Gateway.Ops;

/// <summary>What is to be purged, as people write it: a module, one version of it, a path and everything below, a pattern, a checksum database, or all.</summary>
/// <param name="Tag">What the answers concerned carry.</param>
/// <param name="Name">The same for people and for addresses; empty for all.</param>
internal sealed record PurgeTarget(string Tag, string Name)
{
    private const string AndBelow = "/...";
    private const string ChecksumDatabases = "sumdb/";

    private const int LongestPattern = 512;

    private static readonly SearchValues<char> Wildcards = SearchValues.Create("*?[\\");

    /// <summary>Everything that is kept.</summary>
    public static PurgeTarget All { get; } = new(PurgeStamps.Everything, "");

    public override string ToString() => Name.Length == 0 ? "everything" : Name;

    /// <summary>Reads <c>example.org/Hello</c>, <c>example.org/Hello@v1.2.3</c> or <c>example.org/...</c>; a fault is a sentence.</summary>
    public static (PurgeTarget? Target, string Fault) Parse(string text)
    {
        if (text.StartsWith(ChecksumDatabases, StringComparison.Ordinal))
        {
            var name = text[ChecksumDatabases.Length..];
            return GoRequest.Parse($"/{text}/supported") is { IsChecksum: true } request && request.Database == name
                ? (new PurgeTarget(CacheTags.Database(name), text), "")
                : (null, $"\"{name}\" is no name of a checksum database; write sumdb/sum.golang.org.");
        }

        if (text.AsSpan().ContainsAny(Wildcards))
        {
            return ParsePattern(text);
        }

        if (text.EndsWith(AndBelow, StringComparison.Ordinal))
        {
            var path = text[..^AndBelow.Length];
            // A path that is no module's own, such as example.org/v1, may still have modules below it.
            return ModulePath.FindFault(path + "/x") is { } faultOfPath
                ? (null, $"\"{path}\" {faultOfPath}.")
                : (new PurgeTarget(CacheTags.Below(path), text), "");
        }

        var at = text.IndexOf('@');
        var module = at < 0 ? text : text[..at];
        if (ModulePath.FindFault(module) is { } fault)
        {
            return (null, $"\"{module}\" {fault}; write a module as in its go.mod: example.org/Hello, example.org/Hello@v1.2.3, example.org/... or *.example.org/*");
        }

        if (at < 0)
        {
            return (new PurgeTarget(CacheTags.Module(module), module), "");
        }

        var version = text[(at + 1)..];
        return ModuleVersion.TryEscape(version, out _)
            ? (new PurgeTarget(CacheTags.Version(module, version), text), "")
            : (null, $"\"{version}\" is no version.");
    }

    /// <summary>As GOPRIVATE writes it: whole elements, and everything below what matches.</summary>
    private static (PurgeTarget? Target, string Fault) ParsePattern(string text)
    {
        var pattern = (text.EndsWith(AndBelow, StringComparison.Ordinal) ? text[..^AndBelow.Length] : text).TrimEnd('/');
        var fault = pattern.AsSpan().ContainsAny(',', '@') ? "is one pattern for modules: it has no comma and no version"
            : pattern.Length > LongestPattern ? $"is longer than {LongestPattern} characters"
            : ModulePatterns.FindFault(pattern);
        return fault is null ? (new PurgeTarget(CacheTags.Matching(pattern), pattern), "") : (null, $"\"{text}\" {fault}.");
    }
}
