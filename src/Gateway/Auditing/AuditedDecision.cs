using Gateway.Access.Rules;
using Gateway.Edge;

namespace Gateway.Auditing;

/// <summary>What was decided about a request before anything was looked for.</summary>
/// <param name="Word"><c>allow</c>, <c>deny</c>, <c>unauthenticated</c>, or <c>none</c> where nothing had to be decided.</param>
/// <param name="Rule">The rule that decided; null when none did.</param>
/// <param name="Reason">Why it was denied, as the client was told; null when it was not.</param>
internal readonly record struct AuditedDecision(string Word, string? Rule, string? Reason)
{
    /// <summary>The decision about a request that is over.</summary>
    public static AuditedDecision Of(HttpContext context, Visit visit) =>
        Decision.Of(context) is { } decision ? new AuditedDecision(decision.IsAllowed ? "allow" : "deny", decision.RuleId, decision.IsAllowed ? null : decision.Reason)
        : context.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => new AuditedDecision("unauthenticated", null, null),
            StatusCodes.Status403Forbidden => new AuditedDecision("deny", null, null),
            _ => new AuditedDecision(visit.Route is null ? "none" : "allow", null, null),
        };
}
