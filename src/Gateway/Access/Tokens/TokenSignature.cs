using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Access.Tokens;

/// <summary>Checks signatures with Microsoft's library.</summary>
internal static class TokenSignature
{
    private static readonly JsonWebTokenHandler Library = new() { MaximumTokenSizeInBytes = ShownText.LongestToken };

    /// <summary>Whether one of the keys has signed the token, for this issuer and one of its audiences.</summary>
    public static async Task<bool> IsRightAsync(UnverifiedToken token, IssuerPlan issuer, IReadOnlyList<JsonWebKey> keys)
    {
        var result = await Library.ValidateTokenAsync(token.Text, new TokenValidationParameters
        {
            RequireSignedTokens = true,
            ValidAlgorithms = [token.Algorithm],
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = true,
            ValidIssuer = issuer.Options.Authority,
            ValidAudiences = issuer.Options.Audiences,
            // ClaimCheck looks at the times, with the clock of this process.
            LifetimeValidator = static (_, _, _, _) => true,
            LogValidationExceptions = false,
        });
        return result.IsValid;
    }
}
