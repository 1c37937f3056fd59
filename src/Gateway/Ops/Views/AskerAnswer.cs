using Gateway.Telemetry;

namespace Gateway.Ops.Views;

/// <summary>Who asked, as JSON; for auditors alone.</summary>
/// <param name="Client">The address.</param>
/// <param name="Subject">The name; empty where nothing was shown.</param>
/// <param name="Certificate">The fingerprint of the certificate; null where none was shown.</param>
/// <param name="Issuer">Who vouches for the token; null where none was shown.</param>
/// <param name="Groups">The groups that the token names.</param>
/// <param name="UserAgent">What the client calls itself.</param>
/// <param name="Told">What it was told when it was refused, which names it; null when it was not.</param>
internal sealed record AskerAnswer(string? Client, string Subject, string? Certificate, string? Issuer, IReadOnlyList<string> Groups, string? UserAgent, string? Told)
{
    public static AskerAnswer Of(in PastRequest request) => new(
        request.Client?.ToString(),
        request.Caller.Subject,
        request.Caller.Certificate?.Fingerprint,
        request.Caller.Token?.Issuer,
        request.Caller.Token?.Groups ?? [],
        request.UserAgent,
        request.Refusal);
}
