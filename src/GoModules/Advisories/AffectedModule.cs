namespace GoModules.Advisories;

/// <summary>What an advisory says of one module.</summary>
/// <param name="Module">The module's path; <c>stdlib</c> and <c>toolchain</c> stand for the standard library and the go command.</param>
/// <param name="Ranges">The ranges of versions that are affected; null when the advisory gives none that are about versions.</param>
/// <param name="Versions">Versions that are affected besides.</param>
public sealed record AffectedModule(string Module, IReadOnlyList<AffectedRange>? Ranges, IReadOnlyList<string> Versions)
{
    /// <summary>Whether a version is affected. Where an advisory names no versions at all, every one is.</summary>
    public bool Affects(string version)
    {
        if (Ranges is null && Versions.Count == 0)
        {
            return true;
        }

        foreach (var listed in Versions)
        {
            if (SemanticVersion.Compare(listed, version) == 0)
            {
                return true;
            }
        }

        for (var index = 0; index < (Ranges?.Count ?? 0); index++)
        {
            if (Ranges![index].Contains(version))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The versions that are named as mended.</summary>
    public IEnumerable<string> Fixes => (Ranges ?? []).SelectMany(range => range.Fixes);
}
