using System.Net;
using Gateway.Settings;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>What can be wrong in the section <c>Access</c>.</summary>
internal static class AccessConsistency
{
    private const int LongestText = 200;

    private static readonly GoRequestKind[] Kinds =
        [GoRequestKind.List, GoRequestKind.Latest, GoRequestKind.Info, GoRequestKind.Mod, GoRequestKind.Zip, GoRequestKind.ChecksumLookup];

    public static void Check(GatewaySettings settings, List<string> faults)
    {
        var access = settings.Access;
        CheckText("Access:Contact", access.Contact, faults);
        for (var index = 0; index < access.Rules.Count; index++)
        {
            Check($"Access:Rules:{index}", access.Rules[index], settings, faults);
        }

        faults.AddRange(access.Rules.Where(rule => rule.Id.Length > 0).GroupBy(rule => rule.Id, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => $"Access:Rules has {group.Count()} rules with the Id {group.Key}."));
        faults.AddRange(PrivateExposure.Find(settings));
    }

    private static void Check(string key, RuleOptions rule, GatewaySettings settings, List<string> faults)
    {
        if (rule.Id is Decision.ByDefault or Decision.ByPrivacy || rule.Id.Length == 0 || !rule.Id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
        {
            faults.Add($"{key}:Id is \"{rule.Id}\"; a name of letters, digits, dots and dashes is needed, other than {Decision.ByDefault} and {Decision.ByPrivacy}.");
        }

        if (rule.Effect is null)
        {
            faults.Add($"{key}:Effect is missing; Allow or Deny is needed.");
        }

        CheckText($"{key}:Reason", rule.Reason, faults);
        CheckCaller(key, rule, settings, faults);
        CheckSubject(key, rule, faults);
        CheckWebhook($"{key}:Webhook", rule, faults);
        AdvisoryRules.Check(key, rule, settings, faults);
        LicenseRules.Check(key, rule, faults);
    }

    private static void CheckCaller(string key, RuleOptions rule, GatewaySettings settings, List<string> faults)
    {
        var listeners = settings.Listeners.Keys.Where(name => !name.Equals(Edge.ListenerOptions.Ops, StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var text in rule.Who)
        {
            var entry = WhoEntry.Parse(text, out var fault);
            if (entry is null)
            {
                faults.Add($"{key}:Who has \"{text}\", which {fault}");
            }
            else if (entry.Kind == WhoKind.Listener && !entry.Value.Contains('*'))
            {
                CheckNames($"{key}:Who", [entry.Value], listeners, "Listeners", faults);
            }
        }

        CheckNames($"{key}:Listeners", rule.Listeners, listeners, "Listeners", faults);
        var routes = settings.Modules.Routes.Select(route => route.Name).Concat(settings.Modules.ChecksumDatabases.Keys).Concat(settings.ReverseProxy.Routes.Select(route => route.Key)).ToList();
        CheckNames($"{key}:Routes", rule.Routes, routes, "Modules:Routes", faults);
        faults.AddRange(rule.Hosts.Where(host => host.Length == 0 || host.AsSpan().ContainsAny(":/ "))
            .Select(host => $"{key}:Hosts has \"{host}\"; a host name without port, such as go.corp.example or *.corp.example, is needed."));
        faults.AddRange(rule.Networks.Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network => $"{key}:Networks has \"{network}\"; a network such as 10.0.0.0/8 is needed."));
    }

    private static void CheckSubject(string key, RuleOptions rule, List<string> faults)
    {
        faults.AddRange(from pattern in rule.Modules
                        let fault = ModulePatterns.FindFault(pattern)
                        where fault is not null
                        select $"{key}:Modules has \"{pattern}\", which {fault}.");
        faults.AddRange(from pattern in rule.Paths
                        let fault = RulePath.FindFault(pattern)
                        where fault is not null
                        select $"{key}:Paths has \"{pattern}\", which {fault}.");
        faults.AddRange(rule.Kinds.Except(Kinds).Select(kind => $"{key}:Kinds has \"{kind}\"; one of {string.Join(", ", Kinds)} is needed."));
        if (rule.Versions.Length > 0 && !VersionRange.TryParse(rule.Versions, out _, out var wrong))
        {
            faults.Add($"{key}:Versions is \"{rule.Versions}\": {wrong}.");
        }

        if (rule.Paths.Count > 0 && rule.Modules.Count == 0 && (rule.Versions.Length > 0 || rule.MinimumAge > TimeSpan.Zero || rule.Webhook.Url.Length > 0 || rule.Advisories.Feed.Length > 0 || rule.AsksLicense || rule.Kinds.Count > 0))
        {
            faults.Add($"{key} has Paths and no Modules; Versions, MinimumAge, Kinds, Advisories, Licenses and Webhook are about modules, so name some or leave those out.");
        }

        if (rule is { Effect: RuleEffect.Allow, Paths.Count: 0, Actions.Count: > 0 } && !rule.Actions.Contains(RuleAction.Read))
        {
            faults.Add($"{key}:Actions is Publish alone and there are no Paths; modules are only read, so the rule would allow nothing. Name Paths.");
        }
    }

    private static void CheckWebhook(string key, RuleOptions rule, List<string> faults)
    {
        if (rule.Webhook.Url.Length == 0)
        {
            return;
        }

        if (!Uri.TryCreate(rule.Webhook.Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.UserInfo.Length > 0)
        {
            faults.Add($"{key}:Url is no address such as https://validator.corp.example/ (names and passwords do not belong into it).");
        }
        else if (rule.Webhook.HearsPrivateModules && url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback)
        {
            faults.Add($"{key}:HearsPrivateModules is true and {key}:Url is {url.Scheme}://{url.Authority}; the names of private modules go over https or stay on this machine.");
        }

        if (rule.Effect == RuleEffect.Deny)
        {
            faults.Add($"{key}:Url is set and Effect is Deny; a webhook says yes or no for an Allow.");
        }
    }

    private static void CheckNames(string key, IEnumerable<string> names, List<string> known, string where, List<string> faults) =>
        faults.AddRange(names.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Select(name => $"{key} has \"{name}\", which {where} does not name ({string.Join(", ", known)}).{DidYouMean.Sentence(name, known)}"));

    private static void CheckText(string key, string text, List<string> faults)
    {
        if (text.Length > LongestText || text.Any(char.IsControl))
        {
            faults.Add($"{key} has {text.Length} characters; one line of at most {LongestText} is needed, because go prints eight short lines and no more.");
        }
    }
}
