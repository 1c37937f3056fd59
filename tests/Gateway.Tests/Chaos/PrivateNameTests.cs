using Gateway.Lab.Origins;

namespace Gateway.Tests.Chaos;

/// <summary>No private module's name reaches a public origin, whatever is broken, however it is spelt.</summary>
public class PrivateNameTests
{
    private const int Rounds = 60;
    private const int AskedPerRound = 16;

    // What a client might bring along, in the hope or by accident that it is passed on.
    private const string Telling =
        "Referer: https://corp.example/billing\r\nCookie: m=corp.example/billing\r\nX-Module: corp.example/billing\r\nbaggage: m=corp.example\r\n"
        + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntracestate: corp=corp.example\r\nIf-None-Match: \"corp.example\"\r\n";

    private static readonly string[] Private =
    [
        "/corp.example/billing/@v/list", "/corp.example/billing/@latest", "/corp.example/billing/%40latest", "/corp.example/billing/@v/v1.0.0.info",
        "/corp.example/billing/%40v/v1.0.0.mod", "/corp.example/billing/@v/v1.2.0.zip", "/corp.example/billing/v2/@v/v2.0.0.zip",
        "/corp.example/auth/@v/main.info", "/corp.example/auth/@v/5f2e8c1a9b07.info", "/corp.example/auth/@v/v1.0.1-0.20250301120000-5f2e8c1a9b07.mod",
        "/corp.example/!platform/!log/@v/v1.4.0.mod", "/corp.example/%21platform/%21log/@v/v1.4.0.zip", "/corp.example/%21platform/!log/@v/list",
        "/corp.example/@v/list", "/corp.example/nothing/@latest", "/git.corp.example/billing/@v/v1.0.0.info", "/git.corp.example/@v/list",
        "/old/corp.example/billing/@v/v1.0.0.mod", "/old/sumdb/sum.golang.org/lookup/corp.example/billing@v1.0.0",
        "/sumdb/sum.golang.org/lookup/corp.example/billing@v1.0.0", "/sumdb/sum.golang.org/lookup/corp.example/!platform/!log@v1.4.0",
        "/sumdb/sum.golang.org/lookup/corp.example/%21platform/%21log%40v1.4.0", "/sumdb/sum.golang.org/lookup/git.corp.example/billing%40v1.0.0",
        "/sumdb/corp.example/supported", "/sumdb/corp.example/lookup/example.org/hello@v1.0.0",
        // Nothing that the go command sends; nothing of it may be read as something else further on.
        "/corp.example%2Fbilling/@v/list", "//corp.example/billing/@v/list", "/corp.example/billing/@v/list?x=1", "/corp.example/./billing/@v/list",
        "/!corp.example/billing/@v/list", "/example.org/hello/@v/../../../corp.example/billing/@v/list", "/corp%2eexample/billing/@v/list",
        "http://corp.example/corp.example/billing/@v/list", "/sumdb/sum.golang.org/tile/8/0/corp.example", "/sumdb/sum.golang.org/corp.example/billing@v1.0.0",
        "/corp.example/billing/@v/v1.0.0.zip/@v/list", "/old//corp.example/billing/@v/list", "/corp.example\\billing/@v/list",
    ];

    private static readonly string[] Public =
    [
        "/example.org/hello/@v/list", "/example.org/hello/@latest", "/example.org/hello/@v/v1.1.0.zip", "/example.org/hello/@v/master.info",
        "/example.org/!azure/!storage/@v/v1.2.0.mod", "/sumdb/sum.golang.org/latest", "/sumdb/sum.golang.org/supported",
        "/sumdb/sum.golang.org/tile/8/0/000", "/sumdb/sum.golang.org/lookup/example.org/hello@v1.1.0",
    ];

    [Theory]
    [InlineData(1, false)]
    [InlineData(20, true)]
    public async Task No_private_name_reaches_a_public_origin_whatever_is_broken(int seed, bool isCached)
    {
        var random = new Random(seed);
        await using var landscape = await PrivateLandscape.StartAsync(isCached);
        var seen = (Inside: 0, Outside: 0);
        for (var round = 0; round < Rounds; round++)
        {
            var drawn = await landscape.DrawAsync(random, Private);
            var asked = Enumerable.Range(0, AskedPerRound).Select(_ => Draw(random, random.Next(4) == 0 ? Public : Private)).ToList();

            await Task.WhenAll(asked.Select(target => AskAsync(landscape, target, random.Next(5) == 0 ? "HEAD" : "GET")));

            foreach (var origin in landscape.Public)
            {
                foreach (var request in origin.Requests)
                {
                    Tells(request).Should().BeFalse(
                        $"{origin.Name} saw {request} with {string.Join(", ", request.Headers)} in round {round} of seed {seed}; asked {string.Join(" ", asked)}; {drawn}");
                }
            }

            seen = (seen.Inside + landscape.Internal.Sum(origin => origin.Requests.Count(Tells)), seen.Outside + landscape.Public.Sum(origin => origin.Requests.Count));
            await landscape.RecoverAsync();
        }

        // Otherwise nothing was tried.
        seen.Inside.Should().BeGreaterThan(Rounds / 2);
        seen.Outside.Should().BeGreaterThan(Rounds / 2);
    }

    private static bool Tells(SeenRequest request) =>
        Tells(Uri.UnescapeDataString(request.Target)) || request.Headers.Any(header => Tells(header.Key) || Tells(header.Value));

    private static bool Tells(string text) =>
        ((string[])["corp", "billing", "platform", "auth/"]).Any(word => text.Replace("!", "", StringComparison.Ordinal).Contains(word, StringComparison.OrdinalIgnoreCase));

    private static async Task AskAsync(PrivateLandscape landscape, string target, string method)
    {
        using var client = new PlainClient(landscape.Gateway.AddressOf("Plain"));
        await client.SendAsync(target, method, Telling);
    }

    private static string Draw(Random random, string[] targets) => targets[random.Next(targets.Length)];
}
