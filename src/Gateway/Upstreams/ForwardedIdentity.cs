using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Gateway.Access;
using Gateway.Access.Tokens;

namespace Gateway.Upstreams;

/// <summary>Who asks, for clusters that are told. What they answer is meant for him alone.</summary>
/// <param name="caller">Who asks; may be nobody in particular.</param>
/// <param name="token">The token that he has shown; null when there is none that could be passed on.</param>
/// <param name="requestId">The request's name in our logs.</param>
internal sealed class ForwardedIdentity(Caller caller, PassableToken? token, string requestId)
{
    /// <summary>The same for all that a cluster may tell apart by what it is told, and for nothing else; no secret.</summary>
    public string Key { get; } = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', [
        caller.Token?.Issuer, caller.Token?.Subject, token?.Text, caller.Certificate?.Subject, caller.Certificate?.Fingerprint, .. caller.Token?.Groups ?? []]))));

    /// <summary>The caller's token; null when he has shown none that could be passed on.</summary>
    public PassableToken? Token => token;

    /// <summary>The same as credentials.</summary>
    public AuthenticationHeaderValue? Authorization => token is null ? null : new AuthenticationHeaderValue("Bearer", token.Text);

    /// <summary>Writes who asks.</summary>
    /// <param name="headers">The headers of a request to a cluster.</param>
    /// <param name="isSafe">Whether nobody on the way can read them: a token goes nowhere else.</param>
    public void WriteTo(HttpRequestHeaders headers, bool isSafe)
    {
        Add(headers, "X-Forwarded-User", caller.Subject);
        Add(headers, "X-Forwarded-Groups", string.Join(',', (caller.Token?.Groups ?? []).Select(Written)));
        Add(headers, "X-Audit-Request-ID", requestId);
        Add(headers, "X-Audit-Client-Cert-Subject", caller.Certificate?.Subject);
        Add(headers, "X-Audit-Client-Cert-Fingerprint", caller.Certificate?.Fingerprint);
        if (isSafe && token is not null)
        {
            headers.TryAddWithoutValidation(token.Caller.IsIdToken ? "X-Forwarded-Id-Token" : "X-Forwarded-Access-Token", token.Text);
        }
    }

    private static void Add(HttpRequestHeaders headers, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            headers.TryAddWithoutValidation(name, name == "X-Forwarded-Groups" ? value : Written(value));
        }
    }

    /// <summary>A name as a header can hold it: what is not visible ASCII, and what could be taken for an end, percent-encoded.</summary>
    private static string Written(string name)
    {
        var written = new StringBuilder(name.Length);
        foreach (var letter in Encoding.UTF8.GetBytes(name))
        {
            if (letter is >= (byte)' ' and <= (byte)'~' and not (byte)',' and not (byte)'%')
            {
                written.Append((char)letter);
            }
            else
            {
                written.Append(CultureInfo.InvariantCulture, $"%{letter:X2}");
            }
        }

        return written.ToString();
    }
}
