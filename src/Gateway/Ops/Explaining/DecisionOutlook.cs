using Gateway.Access.Rules;

namespace Gateway.Ops.Explaining;

/// <summary>What the rules say.</summary>
/// <param name="Effect"><c>Allow</c> or <c>Deny</c>; <c>Open</c> where the rule has to ask first.</param>
/// <param name="Rule">The rule that decides; <c>default</c> or <c>private</c> where none does.</param>
/// <param name="Reason">The operator's reason.</param>
/// <param name="Detail">What was found that made the rule say so.</param>
internal sealed record DecisionOutlook(string Effect, string Rule, string Reason, string Detail)
{
    public static DecisionOutlook Of(Decision decision) =>
        new(decision.IsUnasked ? "Open" : $"{decision.Effect}", decision.RuleId, decision.Reason, decision is { IsAllowed: true, Notice: { } notice } ? $"served with a warning: {notice}" : decision.Detail);
}
