namespace Gateway.Access.Rules;

/// <summary>What the rules say of a request, for whoever answers, counts or writes it down. Never changes; one serves many requests.</summary>
/// <param name="Effect">Whether it is answered or refused.</param>
/// <param name="RuleId">The id of the rule that decided; <see cref="ByDefault"/> or <see cref="ByPrivacy"/> where none did.</param>
/// <param name="Reason">Why, for the developer; empty when the operator says nothing.</param>
internal sealed record Decision(RuleEffect Effect, string RuleId, string Reason = "")
{
    /// <summary>No rule said anything, so <c>Access:Default</c> holds.</summary>
    public const string ByDefault = "default";

    /// <summary>The module is private, and no rule gives it by name to somebody who is not known.</summary>
    public const string ByPrivacy = "private";

    /// <summary>What the gateway found that made the rule say so; empty where there is nothing to tell.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Whether <c>go</c> only looks for where a module begins, above one that this caller may have: a 404 lets it go on.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Whether it could not be found out: an outage and no verdict.</summary>
    public bool IsOutage { get; init; }

    /// <summary>What advisories say of the version; null when there is nothing to tell.</summary>
    public AdvisoryNotice? Notice { get; init; }

    /// <summary>Whether it hangs on what is not known here, and nobody was to be asked: the request itself would ask.</summary>
    public bool IsUnasked { get; init; }

    public bool IsAllowed => Effect == RuleEffect.Allow;

    /// <summary>The status for the client.</summary>
    public int Status => IsAllowed ? StatusCodes.Status200OK
        : IsOutage ? StatusCodes.Status503ServiceUnavailable
        : IsProbe ? StatusCodes.Status404NotFound
        : StatusCodes.Status403Forbidden;
}
