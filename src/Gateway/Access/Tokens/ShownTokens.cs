using Gateway.Edge;
using Gateway.Settings;

namespace Gateway.Access.Tokens;

/// <summary>Reads and judges the token that a request shows, as <c>Bearer</c> or as the password of <c>Basic</c>.</summary>
internal sealed class ShownTokens(TokenIssuers issuers, RememberedTokens remembered, AccessMetrics metrics, TimeProvider time)
{
    private const string Own = "static";
    private const string Issued = "token";

    /// <summary>What the request shows. Where the settings know no tokens, nobody is expected to show any, and nothing is looked at.</summary>
    public async ValueTask<Shown<CallerToken>> ReadAsync(HttpContext context, Snapshot snapshot)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0 || snapshot.Tokens.IsEmpty)
        {
            return Shown<CallerToken>.Nothing;
        }

        var known = issuers.Of(snapshot.Tokens);
        if (header is not [{ Length: <= ShownText.LongestHeader } only])
        {
            return Tell(null, ShownText.Find(header).Fault ?? TokenFault.Ambiguous, Issued);
        }

        var generation = remembered.Generation;
        if (remembered.Find(Visit.Of(context).Connection.Show(only), out var name) is { } caller)
        {
            return Tell(caller, null, MethodOf(caller));
        }

        var (judged, fault) = await JudgeAsync(only, snapshot.Tokens, known, context.RequestAborted);
        // By the settings that the request began with: what later ones have withdrawn is not remembered under them.
        if (judged is not null && issuers.AreOf(snapshot.Tokens))
        {
            remembered.Add(name, judged, generation, snapshot.Tokens.Options.MostRemembered);
        }

        return Tell(judged, fault, judged is not null ? MethodOf(judged) : ReferenceEquals(fault, TokenFault.UnknownStatic) ? Own : Issued);
    }

    private async ValueTask<(CallerToken? Caller, TokenFault? Fault)> JudgeAsync(
        string header, TokenPlan plan, IReadOnlyDictionary<string, Issuer> known, CancellationToken cancellation)
    {
        var (text, noText) = ShownText.Find(header);
        if (text is null)
        {
            return (null, noText);
        }

        if (text.StartsWith(StaticToken.Prefix, StringComparison.Ordinal))
        {
            return plan.Own.Judge(text, time.GetUtcNow());
        }

        var (token, noToken) = UnverifiedToken.Parse(text);
        if (token is null)
        {
            return (null, noToken);
        }

        // What nobody has proved yet only chooses whose keys and rules it has to pass.
        if (token.Issuer is not { } name || !known.TryGetValue(name, out var issuer))
        {
            return (null, TokenFault.Issuer);
        }

        if (token.FindFault(issuer.Plan.Algorithms) is { } wrong)
        {
            return (null, wrong);
        }

        var (keys, noKeys) = await issuer.FindAsync(token.KeyId, token.Algorithm!, plan.Options.LongestWait, cancellation);
        if (noKeys is not null)
        {
            return (null, noKeys);
        }

        // Before the signature, which costs most; what is wrong in them is no secret to whoever holds the token.
        var (caller, fault) = ClaimCheck.Judge(token, issuer.Plan.Options, time.GetUtcNow());
        return caller is null ? (null, fault)
            : await TokenSignature.IsRightAsync(token, issuer.Plan, keys) ? (caller, null)
            : (null, TokenFault.Signature);
    }

    private Shown<CallerToken> Tell(CallerToken? caller, TokenFault? fault, string method)
    {
        metrics.Judged(method, fault?.Reason ?? "ok");
        return caller is not null ? caller
            : fault!.IsUndecided ? Shown<CallerToken>.Undecided(fault.Words)
            : Shown<CallerToken>.Bad(fault.Words);
    }

    private static string MethodOf(CallerToken caller) => caller.Issuer == StaticTokens.Issuer ? Own : Issued;
}
