using System.Net;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>One rule of the settings, ready to be asked.</summary>
internal sealed class Rule
{
    private readonly WhoEntry[] _who;
    private readonly NameGlob[] _hosts;
    private readonly IPNetwork[] _networks;
    private readonly ModulePatterns? _modules;
    private readonly ModulePatterns _named;

    /// <param name="options">The rule as it was written; it was found right.</param>
    public Rule(RuleOptions options)
    {
        Options = options;
        _who = [.. options.Who.Select(entry => WhoEntry.Parse(entry, out _)).OfType<WhoEntry>()];
        _hosts = [.. options.Hosts.Select(host => new NameGlob(host, StringComparison.OrdinalIgnoreCase))];
        _networks = [.. options.Networks.Select(network => IPNetwork.Parse(network))];
        _modules = options.Modules.Count > 0 ? new ModulePatterns(options.Modules) : null;
        _named = new ModulePatterns(options.Modules.SelectMany(entry => entry.Split(',')).Where(RuleModules.IsByName));
        Versions = options.Versions.Length > 0 && VersionRange.TryParse(options.Versions, out var range, out _) ? range : null;
        Terms = options.AsksLicense ? new LicenseTerms(options.Licenses) : null;
        Exemptions = [.. options.Advisories.Exemptions.Concat(options.Licenses.Exemptions).Select(exemption => new Exemption(exemption))];
        Verdict = new Decision(options.Effect ?? RuleEffect.Deny, options.Id, options.Reason);
    }

    public RuleOptions Options { get; }

    public string Id => Options.Id;

    public bool IsAllow => Verdict.IsAllowed;

    /// <summary>What it says of what it takes.</summary>
    public Decision Verdict { get; }

    /// <summary>The versions it is about; null for all.</summary>
    public VersionRange? Versions { get; }

    /// <summary>Whether a version has to be looked at before it says anything.</summary>
    public bool HasConditions => Options.MinimumAge > TimeSpan.Zero || Options.Webhook.Url.Length > 0 || AsksFeed || Terms is not null;

    /// <summary>Whether it is about versions with advisories.</summary>
    public bool AsksFeed => Options.Advisories.Feed.Length > 0;

    /// <summary>The licences that it lets pass; null where it has nothing to do with licences.</summary>
    public LicenseTerms? Terms { get; }

    /// <summary>Who gets what all the same.</summary>
    public IReadOnlyList<Exemption> Exemptions { get; }

    /// <summary>Whether it says something of some versions, or something else of each.</summary>
    public bool IsByVersion => Versions is not null || HasConditions;

    /// <summary>Whether it says something of every version that it takes, whatever that is.</summary>
    public bool DecidesAll => !IsByVersion || (Versions is null && IsAllow);

    /// <summary>What of it a question does not meet, the first there is; null when it takes the question, all but the version.</summary>
    // Who asks is told sooner than what matches a pattern.
    public RuleCondition? FindMismatch(in RuleQuestion question) => FindCallerMismatch(question) ?? FindSubjectMismatch(question);

    /// <summary>Whether it is about who asks, from where, on which route and for what.</summary>
    public bool TakesCaller(in RuleQuestion question) => FindCallerMismatch(question) is null;

    /// <summary>Whether it names something below a path: <c>github.com/a/b</c> is below <c>github.com</c>.</summary>
    public bool NamesBelow(string module) => _modules?.IsAbove(module) ?? false;

    private RuleCondition? FindCallerMismatch(in RuleQuestion question) =>
        !(Options.Actions.Count == 0 ? !IsAllow || question.Action == RuleAction.Read : Options.Actions.Contains(question.Action)) ? RuleCondition.Actions
        : Options.Listeners.Count > 0 && !Options.Listeners.Contains(question.Listener.Name, StringComparer.OrdinalIgnoreCase) ? RuleCondition.Listeners
        : Options.Routes.Count > 0 && !Options.Routes.Contains(question.Route, StringComparer.OrdinalIgnoreCase) ? RuleCondition.Routes
        : _hosts.Length > 0 && !IsHost(question.Host.Host) ? RuleCondition.Hosts
        : _networks.Length > 0 && !(question.Address is { } address && IsInNetworks(address)) ? RuleCondition.Networks
        : _who.Length > 0 && !IsWho(question) ? RuleCondition.Who
        : null;

    private RuleCondition? FindSubjectMismatch(in RuleQuestion question)
    {
        if (question.Request is not { } request)
        {
            return (Options.Paths.Count > 0 ? IsPath(question.Path) : !IsAllow && _modules is null) ? null : RuleCondition.Paths;
        }

        if (request.Module.Length == 0)
        {
            // A tile or the head of a checksum database is about no module: who may have anything may have it.
            return IsAllow ? (_modules is not null || Options.Paths.Count == 0 ? null : RuleCondition.Modules)
                : !IsOfKind(request) ? RuleCondition.Kinds
                : IsForEverything ? null : RuleCondition.Modules;
        }

        return !IsOfKind(request) ? RuleCondition.Kinds
            : !(_modules?.Matches(request.Module) ?? Options.Paths.Count == 0) ? RuleCondition.Modules
            : IsOnlyByName(question) && !_named.Matches(request.Module) ? RuleCondition.Name
            : null;
    }

    private bool IsForEverything => _modules is null ? Options.Paths.Count == 0 : Options.Modules.Contains("*");

    private bool IsOfKind(GoRequest request) => Options.Kinds.Count == 0 || Options.Kinds.Contains(request.Kind);

    private bool IsOnlyByName(in RuleQuestion question) => IsAllow && question is { IsPrivate: true, Caller.IsIdentified: false, IsLocal: false };

    private bool IsPath(string path)
    {
        foreach (var pattern in Options.Paths)
        {
            if (RulePath.Matches(pattern, path))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsWho(in RuleQuestion question)
    {
        foreach (var entry in _who)
        {
            if (entry.Matches(question))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsHost(string host) => Array.Exists(_hosts, glob => glob.Matches(host));

    private bool IsInNetworks(IPAddress address) => Array.Exists(_networks, network => network.Contains(address));
}
