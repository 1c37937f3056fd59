using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Gateway.Access.Tokens;
using Gateway.Lab;
using Gateway.Tests.Limits;

namespace Gateway.Tests.Ops;

/// <summary>Guessing an operator's token, or Alertmanager's, is slow; operators who know theirs never wait.</summary>
public sealed class OpsGuessesTests
{
    private const string Alerts = "0123456789abcdef0123456789abcdef";

    private static readonly string Known = StaticToken.Create();
    private static readonly string Unseen = StaticToken.Create();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "api/overview")]
    [InlineData("DELETE", "api/cache")]
    [InlineData("POST", "api/alerts")]
    public async Task After_too_many_wrong_tokens_further_ones_are_looked_at_one_by_one(string method, string path)
    {
        await using var bed = await StartAsync();
        using var refused = new Counted("gateway.limits.refused", bed.Gateway);
        using var guesser = ClientAt(bed, "127.0.0.2");
        (await SendAsync(guesser, Known)).Status.Should().Be(200);

        for (var guess = 0; guess < 4; guess++)
        {
            (await SendAsync(guesser, StaticToken.Create(), method, path)).Status.Should().Be(401);
        }

        var (status, text, again) = await SendAsync(guesser, StaticToken.Create(), method, path);
        (status, again).Should().Be((429, TimeSpan.FromSeconds(1)));
        text.Should().Be("too many requests: too many credentials from 127.0.0.2 were wrong; try again in 1 s\n");
        (await SendAsync(guesser, method == "POST" ? Alerts : Unseen, method, path)).Status.Should().Be(429, "whether a guess was right is not told any sooner");
        refused.Tags("limit", "failures").Should().HaveCount(2);
        bed.Time.Move(TimeSpan.FromSeconds(1));
        (await SendAsync(guesser, Unseen)).Status.Should().Be(200, "its turn has come");
    }

    [Fact]
    public async Task Nobody_else_is_slowed()
    {
        await using var bed = await StartAsync();
        using var guesser = ClientAt(bed, "127.0.0.2");
        using var other = ClientAt(bed, "127.0.0.3");
        (await SendAsync(guesser, Known)).Status.Should().Be(200);
        for (var guess = 0; guess < 5; guess++)
        {
            await SendAsync(guesser, StaticToken.Create());
        }

        (await SendAsync(guesser, StaticToken.Create())).Status.Should().Be(429);
        (await SendAsync(guesser, Known)).Status.Should().Be(200, "it was right a moment ago");
        (await SendAsync(guesser, null)).Status.Should().Be(401, "nothing is shown");
        (await SendAsync(guesser, null, path: "health/live")).Status.Should().Be(200);
        (await SendAsync(guesser, null, path: "metrics")).Status.Should().Be(200);
        (await SendAsync(other, Unseen)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Who_guesses_on_a_listener_for_modules_keeps_no_operator_out()
    {
        await using var bed = await StartAsync();
        using var other = bed.ClientAt("127.0.0.2");
        for (var guess = 0; guess < 5; guess++)
        {
            await SendAsync(other, StaticToken.Create(), path: "example.org/hello/@v/list");
        }

        (await SendAsync(other, Unseen, path: "example.org/hello/@v/list")).Status.Should().Be(429);
        using var operators = ClientAt(bed, "127.0.0.2");
        (await SendAsync(operators, Unseen)).Status.Should().Be(200);
    }

    [Fact]
    public async Task What_is_ignored_elsewhere_is_still_a_guess_at_the_token_of_alerts()
    {
        await using var bed = await LimitsBed.StartAsync(Settings);
        using var guesser = ClientAt(bed, "127.0.0.1");
        var tokens = Enumerable.Range(0, 5).Select(_ => StaticToken.Create()).ToList();
        foreach (var token in tokens)
        {
            (await SendAsync(guesser, token)).Status.Should().Be(200, "nobody has to show any");
        }

        var statuses = new List<int>();
        foreach (var token in tokens)
        {
            statuses.Add((await SendAsync(guesser, token, "POST", "api/alerts")).Status);
        }

        statuses.Should().Equal(401, 401, 401, 401, 429);
    }

    private static Task<LimitsBed> StartAsync() => LimitsBed.StartAsync(settings => Settings(settings)
        .Secret("Tokens:StaticFile", string.Concat(new[] { Known, Unseen }.Select(token => $"{LineOf(token)}\n"))).Set("Ops:Operators", new JsonArray("identified")));

    private static LabSettings Settings(LabSettings settings) => settings
        .Set("Listeners:Ops", new JsonObject { ["Url"] = "http://127.0.0.1:0" }).Secret("Ops:AlertsTokenFile", Alerts).Set("Limits:MaximumWait", "00:00:00")
        .Set("Limits:Failures", new JsonObject { ["Free"] = 2, ["FirstDelay"] = "00:00:01", ["Forgotten"] = "01:00:00" });

    private static StaticTokenLine LineOf(string token) =>
        new() { Id = StaticToken.IdOf(token), Name = "ops", Groups = [], Salt = new byte[16], Hash = StaticToken.Hash(token, new byte[16]) };

    private static HttpClient ClientAt(LimitsBed bed, string address)
    {
        var client = bed.ClientAt(address);
        client.BaseAddress = bed.Gateway.AddressOf("Ops");
        return client;
    }

    private static async Task<(int Status, string Text, TimeSpan? Again)> SendAsync(HttpClient client, string? token, string method = "GET", string path = "api/overview")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method != "GET")
        {
            request.Content = new StringContent("""{ "alerts": [] }""", null, "application/json");
            request.Headers.Add("X-Gateway", "1");
        }

        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation), answer.Headers.RetryAfter?.Delta);
    }
}
