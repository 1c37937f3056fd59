using Gateway.Settings;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>All rules of one reading of the settings. The first that takes a question decides it.</summary>
internal sealed class AccessRules
{
    // Plans that are remembered: a caller has one for each module and kind that it asks for.
    private const int Remembered = 20_000;

    private static readonly Decision DeniedByPrivacy = new(RuleEffect.Deny, Decision.ByPrivacy);
    private static readonly Decision DeniedByDefault = new(RuleEffect.Deny, Decision.ByDefault);
    private static readonly RulePlan AllowedByDefault = new([], new Decision(RuleEffect.Allow, Decision.ByDefault));

    private readonly Rule[] _rules;
    private readonly bool _isAllowedByDefault;
    private readonly TwoGenerations<PlanKey, RulePlan> _plans = new(Remembered);

    public AccessRules(GatewaySettings settings)
    {
        _rules = [.. settings.Access.Rules.Select(rule => new Rule(rule))];
        _isAllowedByDefault = settings.Access.Default == RuleEffect.Allow;
        Contact = settings.Access.Contact;
    }

    /// <summary>Whom a developer may ask; empty when the operator says nothing.</summary>
    public string Contact { get; }

    /// <summary>Whether every caller gets the same of public modules.</summary>
    public bool AreTheSameForAll => _rules.Length == 0 && _isAllowedByDefault;

    /// <summary>Decides about what is no Go request; one that no rule allows is refused, whatever <c>Default</c> says.</summary>
    public Decision Decide(in RuleQuestion question) => Find(question).OfModule;

    /// <summary>What holds for a module and its versions.</summary>
    public RulePlan Find(in RuleQuestion question)
    {
        if (AreTheSameForAll && question is { Request: not null, IsPrivate: false })
        {
            return AllowedByDefault;
        }

        var key = new PlanKey(question);
        if (!_plans.TryFind(key, out var plan))
        {
            plan = Make(question, null);
            _plans.Set(key, plan);
        }

        return plan;
    }

    /// <summary>The same, with every rule that was looked at on the way; those after them were not.</summary>
    public (RulePlan Plan, IReadOnlyList<RuleLook> Looks) Explain(in RuleQuestion question)
    {
        var looks = new List<RuleLook>();
        return (Make(question, looks), looks);
    }

    private RulePlan Make(in RuleQuestion question, List<RuleLook>? looks)
    {
        if (question.Request is null && !RulePath.IsSound(question.Path))
        {
            return new RulePlan([], DeniedByDefault with { Reason = "the path can be read in more than one way" });
        }

        var byVersion = new List<Rule>();
        var exemptions = new List<(Rule, Exemption)>();
        foreach (var rule in _rules)
        {
            var mismatch = rule.FindMismatch(question);
            looks?.Add(new RuleLook(rule, mismatch));
            if (mismatch is not null)
            {
                continue;
            }

            if (!rule.IsByVersion)
            {
                return new RulePlan(byVersion, OfDiscovery(question, rule.Verdict)) { Exemptions = exemptions };
            }

            byVersion.Add(rule);
            foreach (var exemption in rule.Exemptions)
            {
                if (exemption.Takes(question))
                {
                    exemptions.Add((rule, exemption));
                }
            }

            if (rule.DecidesAll)
            {
                break;
            }
        }

        return new RulePlan(byVersion, OfDiscovery(question, ByDefault(question))) { Exemptions = exemptions };
    }

    private Decision ByDefault(in RuleQuestion question) =>
        question.Request is not { } request ? DeniedByDefault
        : question.IsPrivate && !question.Caller.IsIdentified && !(question.IsLocal && _isAllowedByDefault) ? DeniedByPrivacy
        : _isAllowedByDefault ? AllowedByDefault.Otherwise
        : DeniedByDefault;

    /// <summary>Lets <c>go</c> go on looking for where a module begins that the caller may have.</summary>
    private Decision OfDiscovery(in RuleQuestion question, Decision decision)
    {
        if (decision.IsAllowed || question.Request is not { HasCanonicalVersion: false, Kind: GoRequestKind.List or GoRequestKind.Latest or GoRequestKind.Info } request)
        {
            return decision;
        }

        foreach (var rule in _rules)
        {
            if (rule.IsAllow && rule.NamesBelow(request.Module) && rule.TakesCaller(question))
            {
                return decision with { IsProbe = true };
            }
        }

        return decision;
    }
}
