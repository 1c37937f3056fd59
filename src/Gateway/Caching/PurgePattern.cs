using GoModules;

namespace Gateway.Caching;

/// <summary>A purge of every module that a pattern matches. No answer carries patterns, so that each is held against its module.</summary>
/// <param name="Tag">The tag that stands for the pattern wherever purges are told.</param>
/// <param name="Number">The purge's number.</param>
/// <param name="Modules">The pattern.</param>
internal sealed record PurgePattern(string Tag, long Number, ModulePatterns Modules)
{
    public static PurgePattern Of(string tag, long number) => new(tag, number, new ModulePatterns([CacheTags.PatternOf(tag)!]));

    /// <summary>Whether the module among these tags is one of them.</summary>
    public bool Matches(string[] tags) => CacheTags.ModuleOf(tags) is { } module && Modules.Matches(module);
}
