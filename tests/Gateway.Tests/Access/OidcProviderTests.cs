using System.Net;
using System.Text.Json;

namespace Gateway.Tests.Access;

/// <summary>That the issuer the other tests stand on does what they believe.</summary>
public sealed class OidcProviderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_gets_a_JWT_for_the_gateway()
    {
        await using var provider = await OidcProvider.StartAsync(Cancellation);

        var payload = Payload(await provider.IssueAsync(Cancellation));

        payload.GetProperty("iss").GetString().Should().Be(provider.Issuer);
        payload.GetProperty("aud").GetString().Should().Be(OidcProvider.Audience);
        payload.GetProperty("groups")[0].GetString().Should().Be("ci");
    }

    [Fact]
    public async Task A_device_gets_its_tokens_once_the_person_has_said_yes_and_refreshes_them()
    {
        await using var provider = await OidcProvider.StartAsync(Cancellation);
        var (_, started) = await provider.PostAsync("/device/auth", Cancellation, ("client_id", "relay"), ("scope", "openid offline_access"));
        (string, string)[] question =
        [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", "relay"), ("device_code", started.GetProperty("device_code").GetString()!),
        ];

        var (waiting, pending) = await provider.PostAsync("/token", Cancellation, question);
        await provider.ApproveAsync(started.GetProperty("user_code").GetString()!);
        var (_, tokens) = await provider.PostAsync("/token", Cancellation, question);
        await provider.ChangeKeysAsync();
        var (_, refreshed) = await provider.PostAsync(
            "/token", Cancellation, ("grant_type", "refresh_token"), ("client_id", "relay"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));

        waiting.Should().Be(HttpStatusCode.BadRequest);
        pending.GetProperty("error").GetString().Should().Be("authorization_pending");
        Payload(tokens.GetProperty("access_token").GetString()!).GetProperty("sub").GetString().Should().Be("alice");
        Payload(tokens.GetProperty("id_token").GetString()!).GetProperty("aud").GetString().Should().Be("relay");
        Payload(refreshed.GetProperty("access_token").GetString()!).GetProperty("aud").GetString().Should().Be(OidcProvider.Audience);
    }

    private static JsonElement Payload(string token) =>
        JsonSerializer.Deserialize<JsonElement>(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
}
