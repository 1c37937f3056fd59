using GoModules.Licenses;

namespace Gateway.Access.Rules;

/// <summary>The licences that a rule lets pass, ready to be asked.</summary>
internal sealed class LicenseTerms
{
    private readonly List? _allowed;
    private readonly List _denied;

    /// <param name="options">The lists as they were written; they were found right.</param>
    public LicenseTerms(RuleLicensesOptions options)
    {
        _allowed = options.Allow.Count > 0 ? new List(options.Allow) : null;
        _denied = new List(options.Deny);
    }

    /// <summary>Whether an entry of the lists means anything.</summary>
    public static bool IsEntry(string entry) =>
        entry is ModuleLicenses.UnknownName || entry.StartsWith(LicenseCatalog.Own, StringComparison.Ordinal) || Meant(entry).Any();

    /// <summary>Whether what is no known text passes.</summary>
    public bool PassesUnknown => !_denied.HasUnknown && _allowed is not { HasUnknown: false };

    /// <summary>
    /// Whether a licence passes. Where its text has several ids, all of them have to be allowed and none denied: which one is meant is not known.
    /// </summary>
    public bool Passes(FoundLicense license)
    {
        for (var index = 0; index < license.Ids.Count; index++)
        {
            if (_denied.Has(license.Ids[index]) || _allowed?.Has(license.Ids[index]) == false)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> Meant(string entry)
    {
        var glob = new NameGlob(entry, StringComparison.OrdinalIgnoreCase);
        return LicenseCatalog.BuiltIn.Licenses.Where(license => glob.Matches(license.Name)).SelectMany(license => license.Ids);
    }

    private sealed class List(IReadOnlyList<string> entries)
    {
        private readonly HashSet<string> _ids = entries.SelectMany(Meant).ToHashSet(StringComparer.Ordinal);
        private readonly NameGlob[] _own = [.. entries.Where(entry => entry.StartsWith(LicenseCatalog.Own, StringComparison.Ordinal)).Select(entry => new NameGlob(entry))];

        public bool HasUnknown { get; } = entries.Contains(ModuleLicenses.UnknownName);

        public bool Has(string id)
        {
            foreach (var own in _own)
            {
                if (own.Matches(id))
                {
                    return true;
                }
            }

            return _ids.Contains(id);
        }
    }
}
