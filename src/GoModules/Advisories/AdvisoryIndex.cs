using System.Collections.Frozen;

namespace GoModules.Advisories;

/// <summary>The advisories of one reading of a feed, found by module. Never changes.</summary>
public sealed class AdvisoryIndex
{
    /// <summary>One without advisories.</summary>
    public static readonly AdvisoryIndex Empty = new([]);

    private readonly FrozenDictionary<string, (Advisory Advisory, AffectedModule Module)[]> _modules;

    public AdvisoryIndex(IReadOnlyCollection<Advisory> advisories)
    {
        Advisories = advisories;
        _modules = advisories.SelectMany(advisory => advisory.Affected.Select(module => (advisory, module)))
            .GroupBy(pair => pair.module.Module, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Advisory> Advisories { get; }

    /// <summary>How many modules they are about.</summary>
    public int Modules => _modules.Count;

    /// <summary>
    /// The advisories that affect a version of a module, each once, by their ids; none is usual and costs no allocation. Versions of
    /// golang.org/toolchain are looked up as the release of Go that they hold.
    /// </summary>
    public IReadOnlyList<Advisory> Find(string module, string version)
    {
        List<Advisory>? found = null;
        if (module == GoRelease.Module)
        {
            if (GoRelease.FindSemanticVersion(version) is { } release)
            {
                foreach (var pseudonym in GoRelease.Pseudonyms)
                {
                    Add(ref found, pseudonym, release);
                }
            }
        }
        else
        {
            Add(ref found, module, version);
        }

        found?.Sort((left, right) => string.CompareOrdinal(left.Id, right.Id));
        return found ?? (IReadOnlyList<Advisory>)[];
    }

    /// <summary>
    /// The lowest version above this one that some of these advisories names as mended and that none in the whole feed affects; null when
    /// there is none. Of a toolchain the release: <c>go1.21.8</c>.
    /// </summary>
    public string? FindFix(string module, string version)
    {
        var isToolchain = module == GoRelease.Module;
        if ((isToolchain ? GoRelease.FindSemanticVersion(version) : version) is not { } from)
        {
            return null;
        }

        var names = isToolchain ? GoRelease.Pseudonyms : [module];
        var mended = names.SelectMany(Of).SelectMany(pair => pair.Module.Fixes)
            .Where(candidate => SemanticVersion.Compare(candidate, from) > 0 && !names.SelectMany(Of).Any(pair => pair.Module.Affects(candidate)))
            .Min(Comparer<string>.Create(SemanticVersion.Compare));
        return mended is null ? null : isToolchain ? GoRelease.NameOf(mended) : mended;
    }

    /// <summary>Whether some advisory names this very version as mended, and none affects it.</summary>
    public bool IsFix(string module, string version)
    {
        if (Find(module, version).Count > 0)
        {
            return false;
        }

        var (names, mended) = module == GoRelease.Module ? (GoRelease.Pseudonyms, GoRelease.FindSemanticVersion(version)) : ([module], version);
        return mended is not null && names.SelectMany(Of).SelectMany(pair => pair.Module.Fixes).Any(candidate => SemanticVersion.Compare(candidate, mended) == 0);
    }

    private IReadOnlyList<(Advisory Advisory, AffectedModule Module)> Of(string module) => _modules.GetValueOrDefault(module) ?? [];

    private void Add(ref List<Advisory>? found, string module, string version)
    {
        if (!_modules.TryGetValue(module, out var pairs))
        {
            return;
        }

        foreach (var (advisory, affected) in pairs)
        {
            if (affected.Affects(version) && found?.Contains(advisory) != true)
            {
                (found ??= []).Add(advisory);
            }
        }
    }
}
