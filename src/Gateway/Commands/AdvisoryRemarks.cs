using Gateway.Access.Advisories;
using Gateway.Access.Rules;
using Gateway.Settings;

namespace Gateway.Commands;

/// <summary>What is allowed in settings about advisories and hardly ever meant.</summary>
internal static class AdvisoryRemarks
{
    public static IEnumerable<string> Of(GatewaySettings settings) => [.. Feeds(settings), .. Ended(settings, TimeProvider.System.GetUtcNow())];

    private static IEnumerable<string> Feeds(GatewaySettings settings)
    {
        foreach (var (name, feed) in settings.Advisories)
        {
            if (!AdvisorySource.IsAddress(feed.Source, out var address))
            {
                var folder = Path.GetFullPath(feed.Source);
                if (!Directory.Exists(folder))
                {
                    yield return $"The advisory feed {name} is read from {folder}, which is no folder now.";
                }
            }
            else if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
            {
                yield return $"The advisory feed {name} comes over http: who is between can leave advisories out.";
            }

            if (!settings.Access.Rules.Any(rule => rule.Advisories.Feed.Equals(name, StringComparison.OrdinalIgnoreCase) || rule.FixesOf.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"The advisory feed {name} is asked by no rule.";
            }
        }
    }

    private static IEnumerable<string> Ended(GatewaySettings settings, DateTimeOffset now) =>
        from rule in settings.Access.Rules
        from exemption in rule.Advisories.Exemptions
        where Exemption.FindEnd(exemption.Until) <= now
        select $"Rule {rule.Id} has an exemption that ended on {exemption.Until} ({string.Join(", ", exemption.Ids.Concat(exemption.Modules))}); it does nothing any more.";
}
