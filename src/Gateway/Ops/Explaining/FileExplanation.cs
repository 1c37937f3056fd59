using Gateway.Access.Rules;

namespace Gateway.Ops.Explaining;

/// <summary>What would become of one request. What comes after the point where it ends stays empty.</summary>
/// <param name="Name">What people call it: <c>list</c>, <c>info</c>, <c>zip</c>…</param>
/// <param name="Target">What is asked for.</param>
/// <param name="IsNeeded">Whether <c>go</c> fails without it.</param>
internal sealed record FileExplanation(string Name, string Target, bool IsNeeded)
{
    /// <summary>What was read out of it; null when it is no request of the protocol, or was refused before.</summary>
    public RequestOutlook? Request { get; init; }

    /// <summary>The route or checksum database that takes it; empty when none does.</summary>
    public string Route { get; init; } = "";

    /// <summary>Whether the route asks its new clusters for this module: <c>stable</c> or <c>canary</c>.</summary>
    public string Lane { get; init; } = "";

    /// <summary>Every route that was looked at.</summary>
    public IReadOnlyList<RouteOutlook> Routes { get; init; } = [];

    /// <summary>What the rules say; null when they are not asked.</summary>
    public DecisionOutlook? Decision { get; init; }

    /// <summary>Every rule that was looked at.</summary>
    public IReadOnlyList<RuleOutlook> Rules { get; init; } = [];

    /// <summary>What is kept; null when nothing is looked for.</summary>
    public KeptOutlook? Kept { get; init; }

    /// <summary>Whom it would be asked of, in order, where it is not kept.</summary>
    public IReadOnlyList<ClusterOutlook> Clusters { get; init; } = [];

    /// <summary>What else should be known.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What <c>go</c> would see.</summary>
    public Seen Sees { get; init; } = Seen.Nothing;

    /// <summary>The same where a rule turns out to deny it after all.</summary>
    public FileExplanation DeniedBy(Decision denied) => this with
    {
        Decision = DecisionOutlook.Of(denied),
        Rules = [.. Rules.Select(rule => rule.Id == denied.RuleId ? rule with { Because = RuleOutlook.Decides } : rule)],
    };
}
