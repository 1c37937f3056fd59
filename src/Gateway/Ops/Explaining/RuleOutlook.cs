using Gateway.Access;
using Gateway.Access.Rules;

namespace Gateway.Ops.Explaining;

/// <summary>A rule that was looked at.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Effect">What it would say.</param>
/// <param name="Takes">Whether it is about this request.</param>
/// <param name="Because">Why, or why not.</param>
internal sealed record RuleOutlook(string Id, string Effect, bool Takes, string Because)
{
    /// <summary>Of the rule that decides.</summary>
    public const string Decides = "decides";

    public static RuleOutlook Of(RuleLook look, in RuleQuestion question, Decision decision)
    {
        var rule = look.Rule;
        return new(rule.Id, $"{rule.Options.Effect}", look.Mismatch is null, look.Mismatch is { } mismatch ? Why(rule.Options, mismatch, question)
            : rule.Id == decision.RuleId ? Decides
            : rule.Terms is not null ? "looks at the licences in zips"
            : rule.IsByVersion ? "looks at versions, and says nothing of this one"
            : "is about it, and another one decided before");
    }

    private static string Why(RuleOptions rule, RuleCondition mismatch, in RuleQuestion question) => mismatch switch
    {
        RuleCondition.Actions => $"is about {Joined(rule.Actions)}; this is {question.Action}",
        RuleCondition.Listeners => $"is about the listeners {Joined(rule.Listeners)}; this is {question.Listener.Name}",
        RuleCondition.Routes => $"is about the routes {Joined(rule.Routes)}; this is {(question.Route.Length > 0 ? question.Route : "none")}",
        RuleCondition.Hosts => $"is about the hosts {Joined(rule.Hosts)}; this is {question.Host.Host}",
        RuleCondition.Networks => $"is about clients in {Joined(rule.Networks)}; this one is {(question.Address is { } address ? $"{address}" : "of unknown address")}",
        RuleCondition.Who => $"is about {Joined(rule.Who)}; the caller is {Words(question.Caller)}",
        RuleCondition.Kinds => $"is about {Joined(rule.Kinds)}; this is {question.Request?.Kind}",
        RuleCondition.Name => "does not name the module, which is private, and nobody in particular asks",
        _ => rule.Modules.Count > 0 ? $"is about {Joined(rule.Modules)}" : $"is about the paths {Joined(rule.Paths)}",
    };

    private static string Words(Caller caller) => !caller.IsIdentified ? "nobody in particular"
        : string.Join(", ", [caller.Subject, .. (caller.Token?.Groups ?? []).Select(group => $"group:{group}"), .. (caller.Certificate?.Names ?? []).Select(name => $"san:{name}")]);

    private static string Joined<T>(IEnumerable<T> items) => string.Join(", ", items);
}
