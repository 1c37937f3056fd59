using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>Starts everybody and asks once for everything, so that a wrong configuration shows before anything is measured.</summary>
internal static class Rehearsal
{
    /// <exception cref="InvalidOperationException">Somebody answers something else than the gateway does.</exception>
    public static async Task<MarkdownTable> PlayAsync(CancellationToken cancellation)
    {
        await using var stage = new Stage();
        await stage.PrepareAsync(cancellation);
        await stage.StartAsync("nginx", "varnish", "haproxy", "yarp", "kestrel", "kestrel-mutual", "fetch", "gateway", "misses", "guarded", "tunnel");
        using var client = Client(stage);
        var table = new MarkdownTable("scenario", "who", "status", "bytes");
        foreach (var scenario in (IEnumerable<Scenario>)[.. Scenario.Hits, .. Scenario.Fetches])
        {
            var expected = (Status: scenario.Load.IsRefused ? HttpStatusCode.NotFound : HttpStatusCode.OK, Length: -1);
            foreach (var rival in scenario.Rivals)
            {
                var answer = await AskAsync(client, scenario, rival.AddressOn(stage), stage.Token, cancellation);
                // How a refusal is worded is everybody's own affair.
                expected = expected.Length < 0 || scenario.Load.IsRefused ? (expected.Status, answer.Length) : expected;
                if (answer != expected)
                {
                    throw new InvalidOperationException($"{rival.Name} answers {answer} where {expected} was expected: {scenario.Name}.");
                }

                table.Add(scenario.Name, rival.Name, $"{(int)answer.Status}", $"{answer.Length}");
            }
        }

        return table;
    }

    private static HttpClient Client(Stage stage)
    {
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusted.CustomTrustStore.ImportFromPemFile(stage.ServerAuthority);
        return new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trusted } });
    }

    private static async Task<(HttpStatusCode Status, int Length)> AskAsync(HttpClient client, Scenario scenario, Uri address, string token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, scenario.Load.Target))
        {
            Version = scenario.Load.IsThroughTunnel ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { Authorization = scenario.Load.IsThroughTunnel ? new("Bearer", token) : null },
        };
        using var response = await client.SendAsync(request, cancellation);
        return (response.StatusCode, (await response.Content.ReadAsByteArrayAsync(cancellation)).Length);
    }
}
