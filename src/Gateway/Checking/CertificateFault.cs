using System.Globalization;
using Gateway.Upstreams;

namespace Gateway.Checking;

/// <summary>Why a TLS handshake failed, by the certificate that was shown.</summary>
internal static class CertificateFault
{
    public static LiveFault Of(LiveSight sight, Outcome outcome, DateTimeOffset now) => sight.Certificate switch
    {
        null => new($"it {outcome.Words}, and showed no certificate", $"if it speaks plain http, say so in {sight.AddressKey}"),
        { Until: { } until } when until <= now =>
            new($"its certificate ended on {Shown(until)}", "have it renewed there; if that is not so, the clock of this machine is wrong"),
        { From: { } from } when from > now =>
            new($"its certificate holds only from {Shown(from)} on", "set the clock of this machine (NTP), or of the machine that issued it"),
        { IsNamed: false } =>
            new($"its certificate does not name {sight.Destination.Host ?? sight.Destination.Address.Host}", $"name in {sight.AddressKey} the host that it names, or in Host beside it"),
        var look =>
            new($"its certificate comes from \"{UpstreamText.Clean(look.Issuer)}\", which is not trusted here", $"put that authority's certificate into {sight.Key}:Authorities"),
    };

    private static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
