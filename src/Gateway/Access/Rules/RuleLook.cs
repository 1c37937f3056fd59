namespace Gateway.Access.Rules;

/// <summary>What came of looking at a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Mismatch">What of it was not met; null when it takes the question.</param>
internal readonly record struct RuleLook(Rule Rule, RuleCondition? Mismatch);
