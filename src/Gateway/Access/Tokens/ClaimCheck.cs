using System.Text.Json;

namespace Gateway.Access.Tokens;

/// <summary>Judges the claims of a token whose signature is right.</summary>
internal static class ClaimCheck
{
    // No other token has them (OpenID Connect Core, 2); its typ tells nothing.
    private static readonly string[] OfIdTokens = ["nonce", "at_hash", "c_hash"];

    /// <summary>Judges. Exactly one of the two is null.</summary>
    public static (CallerToken? Caller, TokenFault? Fault) Judge(UnverifiedToken token, IssuerOptions issuer, DateTimeOffset now)
    {
        var claims = token.Claims;
        if (FindFault(claims, issuer, now) is { } fault)
        {
            return (null, fault);
        }

        var subject = Claim.Text(claims, issuer.SubjectClaim);
        return Claim.IsName(subject)
            ? (new CallerToken
            {
                Issuer = issuer.Authority,
                Subject = subject!,
                Groups = [.. Claim.Texts(claims, issuer.GroupsClaim).Where(Claim.IsName).Distinct()],
                Email = Claim.Text(claims, "email") is { } email && Claim.IsName(email) ? email : null,
                Expires = Claim.Time(claims, "exp"),
                IsIdToken = OfIdTokens.Any(name => claims.TryGetProperty(name, out _)),
            }, null)
            : (null, TokenFault.Subject);
    }

    private static TokenFault? FindFault(JsonElement claims, IssuerOptions issuer, DateTimeOffset now)
    {
        if (Claim.Time(claims, "exp") is not { } end)
        {
            return TokenFault.Endless;
        }

        if (now - issuer.ClockSkew >= end)
        {
            return TokenFault.Expired(end);
        }

        foreach (var name in new[] { "nbf", "iat" })
        {
            if (claims.TryGetProperty(name, out _) && Claim.Time(claims, name) is var start && (start is null || now + issuer.ClockSkew < start))
            {
                return start is { } early ? TokenFault.TooEarly(early) : TokenFault.MissingClaim(name);
            }
        }

        if (!claims.TryGetProperty("aud", out var audience) || audience.ValueKind is not (JsonValueKind.String or JsonValueKind.Array)
            || !Claim.Texts(claims, "aud").Any(issuer.Audiences.Contains))
        {
            return TokenFault.Audience;
        }

        if (claims.TryGetProperty("cnf", out _))
        {
            return TokenFault.Bound;
        }

        foreach (var (name, value) in issuer.RequiredClaims)
        {
            if (!Claim.Texts(claims, name).Contains(value))
            {
                return TokenFault.MissingClaim(name);
            }
        }

        return null;
    }
}
