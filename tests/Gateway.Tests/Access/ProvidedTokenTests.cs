using System.Text.Json.Nodes;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Access;

/// <summary>Tokens of a real OpenID provider.</summary>
public sealed class ProvidedTokenTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_for_client_credentials_is_let_in_through_rotation_and_outage()
    {
        await using var provider = await OidcProvider.StartAsync(Cancellation);
        await using var bed = await TokenBed.StartAsync(Naming(provider));
        var first = await provider.IssueAsync(Cancellation);

        (await bed.BearerAsync(first)).IsLetIn.Should().BeTrue();
        (await bed.BasicAsync("oauth2accesstoken", first)).IsLetIn.Should().BeTrue();

        await provider.ChangeKeysAsync();
        var second = await provider.IssueAsync(Cancellation);
        await Eventually.TrueAsync(async () => (await bed.BearerAsync(second)).IsLetIn, "the new keys are known", Cancellation);
        (await bed.BearerAsync(first)).Status.Should().Be(401, "its key is gone");

        var third = await provider.IssueAsync(Cancellation);
        await provider.StopAsync();
        (await bed.BearerAsync(third)).IsLetIn.Should().BeTrue("known keys stay good");

        await provider.StartAgainAsync(Cancellation);
        (await bed.BearerAsync(await provider.IssueAsync(Cancellation))).IsLetIn.Should().BeTrue();
    }

    [Fact]
    public async Task An_id_token_is_for_its_client_and_not_for_the_gateway()
    {
        await using var provider = await OidcProvider.StartAsync(Cancellation);
        await using var bed = await TokenBed.StartAsync(Naming(provider));

        var (access, id) = await provider.SignInAsync(Cancellation);

        (await bed.BearerAsync(access)).IsLetIn.Should().BeTrue();
        (await bed.BearerAsync(id)).Text.Should().StartWith("unauthorized: the token is meant for somebody else (aud)\n");
    }

    [Fact]
    public async Task A_provider_that_comes_up_after_the_gateway_is_found()
    {
        await using var provider = await OidcProvider.StartAsync(Cancellation);
        var token = await provider.IssueAsync(Cancellation);
        await provider.StopAsync();
        await using var bed = await TokenBed.StartAsync(Naming(provider));

        (await bed.BearerAsync(token)).Status.Should().Be(503);
        await provider.StartAgainAsync(Cancellation);

        await Eventually.TrueAsync(async () => (await bed.BearerAsync(token)).IsLetIn, "the provider is found", Cancellation);
    }

    private static JsonArray Naming(OidcProvider provider) =>
        [new JsonObject { ["Authority"] = provider.Issuer, ["Audiences"] = new JsonArray(OidcProvider.Audience), ["RefreshGap"] = "00:00:00.1" }];
}
