using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;

namespace Gateway.Bench.Comparison;

/// <summary>Clients that make one whole handshake after the other and show a certificate: <c>openssl s_time</c>, so that the client costs as little as can be.</summary>
internal static partial class HandshakeClients
{
    private const string Program = "/usr/bin/openssl";
    private const int Clients = 4;
    private const int Seconds = 2;

    /// <summary>Handshakes that were made, and how many a second.</summary>
    /// <param name="port">Where, on loopback.</param>
    /// <param name="version"><c>-tls1_2</c> or <c>-tls1_3</c>.</param>
    /// <param name="certificate">A PEM file with the certificate to show.</param>
    /// <param name="key">A PEM file with its private key.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<(int Made, double PerSecond)> RunAsync(int port, string version, string certificate, string key, CancellationToken cancellation)
    {
        string[] arguments = ["s_time", "-connect", $"127.0.0.1:{port}", "-new", version, "-time", $"{Seconds}", "-cert", certificate, "-key", key];
        var counted = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            // It stops at a full second of the clock, so its own seconds are too coarse.
            var started = Stopwatch.GetTimestamp();
            var output = await Execution.RunAsync(Program, arguments, Path.GetTempPath(), new Dictionary<string, string>(), cancellation);
            var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            return Connections().Match(output.Text) is { Success: true } found && int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is > 0 and var made
                ? (Made: made, PerSecond: made / took)
                : throw new InvalidOperationException($"No handshake succeeds: {output.Text}{output.Error}");
        }));
        return (counted.Sum(client => client.Made), counted.Sum(client => client.PerSecond));
    }

    [GeneratedRegex(@"^(\d+) connections in \d+ real seconds", RegexOptions.Multiline)]
    private static partial Regex Connections();
}
