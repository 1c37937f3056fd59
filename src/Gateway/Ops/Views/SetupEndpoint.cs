using Gateway.Access.Tokens;
using Gateway.Settings;

namespace Gateway.Ops.Views;

/// <summary>
/// Shows what the gateway was set up with: <c>GET /api/settings</c>, <c>/api/certificates</c> (with authorities and revocation lists) and <c>/api/issuers</c>.
/// </summary>
internal sealed class SetupEndpoint(CurrentSnapshot current, TokenIssuers issuers, TimeProvider time)
{
    public const string SettingsPath = "/api/settings";
    public const string CertificatesPath = "/api/certificates";
    public const string IssuersPath = "/api/issuers";

    public Task SettingsAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => SettingsAnswer.Of(current.Value.Settings));

    public Task CertificatesAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () =>
    {
        var now = time.GetUtcNow();
        return current.Value.Expiries.OrderBy(expiry => expiry.Until).Select(expiry => ExpiryAnswer.Of(expiry, now));
    });

    public Task IssuersAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => issuers.Of(current.Value.Tokens).Values.Select(IssuerAnswer.Of));
}
