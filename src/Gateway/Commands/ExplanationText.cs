using System.Globalization;
using Gateway.Ops.Explaining;

namespace Gateway.Commands;

/// <summary>An explanation for people: what becomes of each file first, then why. What is the same for several files is said once.</summary>
internal static class ExplanationText
{
    public static IEnumerable<string> Of(Explanation explanation) =>
    [
        $"{explanation.What}, asked for by {Who(explanation.Client)} on {explanation.Client.Listener} ({explanation.Client.Url}, {explanation.Client.Clients})",
        explanation.IsGood ? "go would get it, as far as is known without asking anybody." : "go would not get it.",
        .. TextTable.Of(["FILE", "STATUS", "BECAUSE"], explanation.Files.Select(file => new[] { file.Name, $"{file.Sees.Status?.ToString(CultureInfo.InvariantCulture) ?? "-"}", file.Sees.Because })),
        .. Section(explanation, "What go would read", file => file.Sees.Text.Length == 0 ? [] : file.Sees.Text.Split('\n')),
        .. TextTable.Of(["FILE", "KEPT", "MEMORY", "REDIS"], explanation.Files.Where(file => file.Kept is not null).Select(Kept)),
        .. Section(explanation, "Request", Request),
        .. Section(explanation, "Routes", file => file.Routes.Select(route => $"{route.Name}: {route.Because}")),
        .. Section(explanation, "Rules", Rules),
        .. Section(explanation, "Clusters, in the order in which they are asked for what is not kept", Clusters),
        .. TextTable.Of(["FILE", "WOULD BE ASKED FOR AT"], explanation.Files.Where(file => Asked(file).Any()).Select(file => new[] { file.Name, string.Join(" > ", Asked(file)) })),
        .. Section(explanation, "Notes", file => file.Notes),
    ];

    private static IEnumerable<string> Section(Explanation explanation, string title, Func<FileExplanation, IEnumerable<string>> lines) =>
        from file in explanation.Files.Select(file => (file.Name, Lines: lines(file).ToList()))
        where file.Lines.Count > 0
        group file by string.Join('\n', file.Lines) into same
        from line in same.First().Lines.Select(line => $"  {line}").Prepend($"{title} ({string.Join(", ", same.Select(file => file.Name))})").Prepend("")
        select line;

    private static string Who(ClientOutlook client)
    {
        string[] shown = [.. client.Issuer.Length > 0 ? [$"issuer {client.Issuer}"] : Array.Empty<string>(), .. client.Groups.Select(group => $"group {group}"), .. client.Names.Select(name => $"certificate {name}")];
        var caller = client.Caller.Length > 0 ? client.Caller : shown.Length > 0 ? "somebody" : "nobody in particular";
        return $"{caller}{(shown.Length > 0 ? $" ({string.Join(", ", shown)})" : "")} from {(client.From.Length > 0 ? client.From : "an unknown address")}";
    }

    private static IEnumerable<string> Request(FileExplanation file) => file.Request switch
    {
        null => [],
        { Module.Length: 0 } of => [$"{of.Kind} of {of.Database}"],
        var of => [$"{of.Module}, {(of.IsPrivate ? "private: internal clusters alone hear of it" : "public")}{(file.Lane == "canary" ? ", on trial at new clusters" : "")}"],
    };

    private static IEnumerable<string> Rules(FileExplanation file) => file.Decision is not { } decision ? [] :
    [
        $"{decision.Effect} by {decision.Rule}{Clause(decision.Reason)}{Clause(decision.Detail)}",
        .. file.Rules.Select(rule => $"{rule.Id} ({rule.Effect}): {rule.Because}"),
    ];

    private static IEnumerable<string> Clusters(FileExplanation file) => file.Clusters.SelectMany(cluster => cluster.Destinations
        .Select(at => $"  {at.Name}: {at.State} since {at.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z{Clause(at.Evidence)}, breaker {at.Breaker}, weight {Number(at.Weight)}, {Number(at.Pace)} ms, {at.InFlight} in flight{(at.Url is null ? ", not asked" : "")}")
        .Prepend($"{cluster.Name} ({cluster.Trust}{(cluster.Told == "None" ? "" : $", told who asks: {cluster.Told}")}): {(cluster.Skipped.Length > 0 ? cluster.Skipped : $"its 404 is {Follows(cluster.NotFound)}, its 403 {Follows(cluster.Forbidden)}")}"));

    private static IEnumerable<string> Asked(FileExplanation file) => file.Clusters.SelectMany(cluster => cluster.Destinations).Select(at => at.Url?.AbsoluteUri).OfType<string>();

    private static string Follows(string next) => next == "Final" ? "final" : "for the next one to answer";

    private static string[] Kept(FileExplanation file) =>
    [
        file.Name,
        file.Kept!.State + (file.Kept.IsFetched ? ", being fetched" : ""),
        Tier(file.Kept.Memory),
        file.Kept.RedisState is "none" or "away" or "not asked" ? file.Kept.RedisState : Tier(file.Kept.Redis),
    ];

    private static string Tier(TierOutlook? tier) => tier is null ? "-"
        : $"{tier.Status} from {tier.Cluster}, {tier.Bytes} bytes, {Time(tier.Age)} old, {(tier.FreshFor > 0 ? $"fresh for {Time(tier.FreshFor)}" : "no longer believed")}, kept for {Time(tier.KeptFor)}";

    private static string Time(double seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalMinutes: < 2 } time => $"{time.TotalSeconds:0} s",
        { TotalHours: < 2 } time => $"{time.TotalMinutes:0} min",
        { TotalDays: < 2 } time => $"{time.TotalHours:0} h",
        var time => $"{time.TotalDays:0} d",
    };

    private static string Clause(string text) => text.Length == 0 ? "" : $" ({text})";

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
