using System.Globalization;
using GoModules;
using GoModules.Advisories;
using GoModules.Licenses;

namespace Gateway.Access.Rules;

/// <summary>One exemption of the settings, ready to be asked.</summary>
internal sealed class Exemption
{
    private readonly IReadOnlyList<string> _ids;
    private readonly LicenseTerms _licenses;
    private readonly WhoEntry[] _who;
    private readonly ModulePatterns? _modules;
    private readonly DateTimeOffset _end;

    /// <param name="options">The exemption as it was written; it was found right.</param>
    public Exemption(ExemptionOptions options)
    {
        _ids = options.Ids;
        _licenses = new LicenseTerms(new RuleLicensesOptions { Allow = options.Ids });
        _who = [.. options.Who.Select(entry => WhoEntry.Parse(entry, out _)).OfType<WhoEntry>()];
        _modules = options.Modules.Count > 0 ? new ModulePatterns(options.Modules) : null;
        _end = FindEnd(options.Until) ?? DateTimeOffset.MinValue;
    }

    /// <summary>The first moment after the last day; null when that is no day.</summary>
    public static DateTimeOffset? FindEnd(string until) =>
        DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero)
            : null;

    /// <summary>Whether it is for a caller and a module: what stays so for a plan.</summary>
    public bool Takes(in RuleQuestion question)
    {
        if (question.Request is not { } request || _modules?.Matches(request.Module) == false)
        {
            return false;
        }

        foreach (var entry in _who)
        {
            if (entry.Matches(question))
            {
                return true;
            }
        }

        return _who.Length == 0;
    }

    /// <summary>Whether it is for an advisory, now.</summary>
    public bool Covers(Advisory advisory, DateTimeOffset now) => now < _end && (_ids.Count == 0 || _ids.Any(advisory.IsCalled));

    /// <summary>Whether it is for a licence, now; null stands for what is no known text.</summary>
    public bool Covers(FoundLicense? license, DateTimeOffset now) => now < _end && (license is null ? _licenses.PassesUnknown : _licenses.Passes(license));
}
