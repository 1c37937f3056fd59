using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Access;

namespace Gateway.Auditing;

/// <summary>What is written down of who asked. Never the token itself, and an e-mail address only as a hash that the operator's salt makes.</summary>
internal readonly struct AuditedCaller(Caller caller, byte[] salt)
{
    public void Write(Utf8JsonWriter json)
    {
        if (caller?.Certificate is { } certificate)
        {
            json.WriteString("client_cert_subject"u8, certificate.Subject);
            json.WriteString("client_cert_fingerprint"u8, certificate.Fingerprint);
        }

        if (caller?.Token is not { } token)
        {
            return;
        }

        json.WriteString("token_issuer"u8, token.Issuer);
        json.WriteString("oidc_subject"u8, token.Subject);
        if (token.Email is { } email && salt.Length > 0)
        {
            json.WriteString("email_hash"u8, Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant()))));
        }
    }
}
