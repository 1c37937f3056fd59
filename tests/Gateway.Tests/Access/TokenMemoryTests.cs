using System.Text.Json.Nodes;
using Gateway.Access.Tokens;
using Gateway.Exchanging;
using Gateway.Limits;
using Gateway.Settings;
using Gateway.Telemetry;
using Gateway.Tests.Caching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Access;

/// <summary>The text of a token is in memory for no longer than the request that showed it needs.</summary>
public sealed class TokenMemoryTests
{
    private const string List = "/example.org/hello/@v/list";

    [Fact]
    public async Task Nothing_that_outlives_a_request_has_the_text_of_its_token()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        await using var bed = await TokenBed.StartAsync(issuer.Settings(), change: settings => settings
            .Set("Limits:Caller:RequestsPerSecond", 1000)
            .Set("Access:Rules", JsonNode.Parse("""[ { "Id": "known", "Effect": "Allow", "Who": [ "group:dev" ] } ]""")));
        var token = issuer.Issue();
        var services = bed.Gateway.App.Services;

        var reply = await bed.GetAsync($"Bearer {token}", List);
        (await bed.GetAsync($"Bearer {token}", List)).Status.Should().Be(200, reply.Text);
        await Eventually.TrueAsync(
            () => services.GetRequiredService<RecentRequests>().Find(reply.Headers.GetValues("X-Request-ID").Single()) is not null, "it is remembered", TestContext.Current.CancellationToken);

        object[] remembering =
        [
            services.GetRequiredService<RememberedTokens>(), services.GetRequiredService<RecentRequests>(), services.GetRequiredService<CurrentSnapshot>().Value.Rules,
            services.GetRequiredService<Limiter>(), services.GetRequiredService<TokenExchanges>(), services.GetRequiredService<HybridCache>(),
        ];
        services.GetRequiredService<RememberedTokens>().Count.Should().Be(1);
        var texts = remembering.SelectMany(Reachable.From).OfType<string>().ToList();
        texts.Should().Contain("alice", "the search looks where the caller is remembered");
        texts.Should().NotContain(text => text.Contains(token.Split('.')[2], StringComparison.Ordinal));
    }
}
