using System.Security.Cryptography;
using System.Text;

namespace Gateway.Credentials;

/// <summary>Which login is meant: at whom, as which client, for what.</summary>
/// <param name="Issuer">The issuer's address, without a slash at its end.</param>
/// <param name="Id">The client id: a public client that may use the device flow.</param>
/// <param name="Audience">Whom the tokens are for; empty where the issuer decides.</param>
/// <param name="Scope">What is asked for.</param>
internal sealed record LoginClient(Uri Issuer, string Id, string Audience, string Scope)
{
    /// <summary>What is asked for where nothing is said: an identity, and a refresh token.</summary>
    public const string DefaultScope = "openid offline_access";

    /// <summary>The file it is kept in.</summary>
    public string File => $"login-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Address, Id, Audience, Scope))))[..16]}.json";

    /// <summary>The issuer as it was typed.</summary>
    public string Address => Issuer.AbsoluteUri.TrimEnd('/');

    /// <summary>The command that logs in.</summary>
    public string Command => $"gateway login {Address} --client-id {Id}"
        + (Audience.Length > 0 ? $" --audience {Audience}" : "")
        + (Scope != DefaultScope ? $" --scope '{Scope}'" : "");

    /// <summary>The fields that every request to the issuer has.</summary>
    public Dictionary<string, string> Form()
    {
        var form = new Dictionary<string, string> { ["client_id"] = Id };
        if (Audience.Length > 0)
        {
            form["audience"] = Audience;
            // RFC 8707 has addresses only.
            if (Uri.TryCreate(Audience, UriKind.Absolute, out _))
            {
                form["resource"] = Audience;
            }
        }

        return form;
    }
}
