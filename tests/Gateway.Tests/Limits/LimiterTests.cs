using System.Net;
using System.Text.Json.Nodes;
using Gateway.Access;
using Gateway.Edge;
using Gateway.Lab.Origins.Faults;
using Gateway.Limits;
using Gateway.Tests.Chaos;
using Gateway.Tests.PassThrough;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Limits;

/// <summary>Who asks for more than his share waits, then is refused; nobody else notices.</summary>
public sealed class LimiterTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Caller", "caller-rate")]
    [InlineData("Address", "address-rate")]
    public async Task Who_asks_too_often_is_served_one_after_the_other_and_refused_beyond_the_longest_wait(string whose, string limit)
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set($"Limits:{whose}:RequestsPerSecond", 2).Set("Limits:MaximumWait", "00:00:03"));
        using var waited = new Counted("gateway.limits.waited", bed.Gateway);
        using var refused = new Counted("gateway.limits.refused", bed.Gateway);

        var asked = LimitsBed.Ask(bed.Gateway.Client, 10);

        // Two at once, six within three seconds, two too many.
        await LimitsBed.AnsweredAsync(asked, 4);
        await Eventually(() => waited.Tags("limit", limit).Count >= 6);
        (waited.Tags("limit", limit).Count, refused.Tags("limit", limit).Count).Should().Be((6, 2));
        for (var answered = 6; answered <= 10; answered += 2)
        {
            await bed.MoveAsync(Second, waited, 6, left: 12 - answered);
            await LimitsBed.AnsweredAsync(asked, answered);
        }

        var answers = await Task.WhenAll(asked);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound).Should().Be(8, "the origin was asked");
        var tooMany = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        tooMany.Should().HaveCount(2).And.OnlyContain(answer => answer.Headers.RetryAfter!.Delta == TimeSpan.FromSeconds(4));
        (await tooMany[0].Content.ReadAsStringAsync(Cancellation)).Should().Match(
            $"too many requests: 127.0.0.1 asks more than 2 times a second, which this gateway gives each {whose.ToLowerInvariant()}\n"
            + "a request waits in line for at most 3 s; try again in 4 s\n"
            + "ask for less at once: GOMAXPROCS=2 go mod download, or GODEBUG=cmdgonetlimit=2\nrequest ????????????????\n");
    }

    [Theory]
    [InlineData("Caller", "caller-at-once")]
    [InlineData("Address", "address-at-once")]
    public async Task Who_asks_for_too_much_at_once_gets_it_when_something_is_through(string whose, string limit)
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set($"Limits:{whose}:RequestsAtOnce", 2));
        using var waited = new Counted("gateway.limits.waited", bed.Gateway);
        bed.Origin.Fault = Fault.Silence;
        var asked = LimitsBed.Ask(bed.Gateway.Client, 4);
        await bed.Origin.HoldsAsync(2, Cancellation);
        await Eventually(() => waited.Tags("limit", limit).Count == 2);
        bed.Origin.Requests.Count.Should().Be(2);

        bed.Origin.Heal();

        (await Task.WhenAll(asked)).Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_waits_too_long_for_a_place_is_refused_and_the_place_is_not_lost()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set("Limits:Caller:RequestsAtOnce", 1).Set("Limits:MaximumWait", "00:00:02"));
        using var waited = new Counted("gateway.limits.waited", bed.Gateway);
        bed.Origin.Fault = Fault.Silence;
        var asked = LimitsBed.Ask(bed.Gateway.Client, 2);
        await bed.Origin.HoldsAsync(1, Cancellation);

        await bed.MoveAsync(2 * Second, waited, 1, left: 1);
        using var refused = await await Task.WhenAny(asked);
        bed.Origin.Heal();
        await Task.WhenAll(asked);

        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        (await refused.Content.ReadAsStringAsync(Cancellation)).Should().StartWith("too many requests: 127.0.0.1 asks for more than 1 things at once");
        using var next = await bed.Gateway.Client.GetAsync("/example.org/hello/@v/list", Cancellation);
        next.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_flood_of_one_takes_nothing_from_another()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings
            .Set("Limits:Caller:RequestsPerSecond", 2).Set("Limits:Caller:RequestsAtOnce", 2).Set("Limits:Address:RequestsPerSecond", 20));
        using var refused = new Counted("gateway.limits.refused", bed.Gateway);
        using var one = bed.ClientAt("127.0.0.2");
        using var other = bed.ClientAt("127.0.0.3");
        var flood = LimitsBed.Ask(one, 200);
        await Eventually(() => refused.Sum > 0);

        (await other.GetAsync("/example.org/hello/@v/list", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await other.GetAsync("/example.org/text/@v/list", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);

        var done = Task.WhenAll(flood);
        await Eventually(() =>
        {
            bed.Time.Move(Second);
            return done.IsCompleted;
        });
        (await done).Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.NotFound || answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task No_more_wait_than_there_is_room_for()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set("Limits:Caller:RequestsPerSecond", 1).Set("Limits:MostWaiting", 2));
        using var waited = new Counted("gateway.limits.waited", bed.Gateway);

        var asked = LimitsBed.Ask(bed.Gateway.Client, 5);

        await LimitsBed.AnsweredAsync(asked, 3);
        await bed.MoveAsync(5 * Second, waited, 2, left: 2);
        (await Task.WhenAll(asked)).Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).Should().Be(2);
    }

    [Fact]
    public async Task What_go_repeats_does_not_count()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set("Limits:Caller:RequestsPerSecond", 2).Set("Limits:MaximumWait", "00:00:00"));
        using var client = new PlainClient(bed.Gateway.AddressOf("Plain"));

        var statuses = new List<int>();
        foreach (var target in new[] { "a", "a", "b", "b", "c" })
        {
            statuses.Add((await client.SendAsync($"/example.org/{target}/@v/list")).Status);
        }

        statuses.Should().Equal(404, 404, 404, 404, 429);
    }

    [Fact]
    public async Task A_repetition_of_what_got_no_turn_is_no_way_around_the_limit()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set("Limits:Caller:RequestsPerSecond", 1).Set("Limits:MaximumWait", "00:00:00"));
        using var client = new PlainClient(bed.Gateway.AddressOf("Plain"));
        await client.SendAsync("/example.org/a/@v/list");

        (await client.SendAsync("/example.org/b/@v/list")).Status.Should().Be(429);
        (await client.SendAsync("/example.org/b/@v/list")).Status.Should().Be(429);
        bed.Time.Move(Second);
        (await client.SendAsync("/example.org/b/@v/list")).Status.Should().Be(404);
    }

    [Fact]
    public async Task What_passes_through_counts_as_well()
    {
        await using var bed = await LimitsBed.StartAsync(settings => PassThroughBed.Add(settings.Set("Limits:Caller:RequestsPerSecond", 1).Set("Limits:MaximumWait", "00:00:00"), new Uri("http://127.0.0.1:1/"), new { Trust = "Internal" }));

        (await bed.Gateway.Client.GetAsync("/example.org/hello/@v/list", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await bed.Gateway.Client.PutAsync("/upload/x", new StringContent("x"), Cancellation)).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_reload_changes_the_limit_and_operators_have_none()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set("Listeners:Ops", new JsonObject { ["Url"] = "http://127.0.0.1:0" }).Set("Limits:MaximumWait", "00:00:00"));
        (await Task.WhenAll(LimitsBed.Ask(bed.Gateway.Client, 5))).Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.NotFound);
        var changed = JsonNode.Parse(await File.ReadAllTextAsync(bed.Gateway.SettingsFile, Cancellation))!;
        changed["Limits"]!["Address"] = new JsonObject { ["RequestsPerSecond"] = 2 };

        (await bed.Gateway.ReloadAsync(changed.ToJsonString())).Should().BeTrue();

        (await Task.WhenAll(LimitsBed.Ask(bed.Gateway.Client, 5, "v2"))).Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).Should().Be(3);
        for (var time = 0; time < 5; time++)
        {
            (await bed.Gateway.Client.GetAsync(new Uri(bed.Gateway.AddressOf("Ops"), "healthz"), Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Wrong_credentials_make_the_next_ones_of_the_address_wait_and_nothing_else()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings
            .Set("Limits:Failures", new JsonObject { ["Free"] = 2, ["FirstDelay"] = "00:00:01", ["Forgotten"] = "01:00:00" }));
        var limiter = bed.Gateway.App.Services.GetRequiredService<Limiter>();
        for (var guess = 0; guess < 3; guess++)
        {
            (await JudgeAsync(limiter, "10.0.0.1", $"Bearer {guess}", isRight: false)).Should().Be(200);
        }

        // The first look after it is free; then they come one by one.
        (await JudgeAsync(limiter, "10.0.0.1", "Bearer right", isRight: true)).Should().Be(200);
        var second = JudgeAsync(limiter, "10.0.0.1", "Bearer x", isRight: true);
        second.IsCompleted.Should().BeFalse();
        (await JudgeAsync(limiter, "10.0.0.1", "Bearer right", isRight: true)).Should().Be(200, "these were right a moment ago");
        (await JudgeAsync(limiter, "10.0.0.1", null, isRight: true)).Should().Be(200, "nothing is shown");
        (await JudgeAsync(limiter, "10.0.0.2", "Bearer y", isRight: true)).Should().Be(200, "somebody else");
        bed.Time.Move(Second);
        (await second).Should().Be(200);
    }

    [Fact]
    public async Task Who_shows_nothing_has_not_failed_and_a_repetition_fails_once()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings
            .Set("Limits:Failures", new JsonObject { ["Free"] = 1, ["FirstDelay"] = "00:00:30" }));
        using var failed = new Counted("gateway.limits.failures", bed.Gateway);
        var limiter = bed.Gateway.App.Services.GetRequiredService<Limiter>();
        for (var time = 0; time < 10; time++)
        {
            var nobody = ContextOf("10.0.0.1", null);
            (await limiter.RefusesAsync(nobody, Identification.Refused(401, "unauthorized: a token is needed"))).Should().BeFalse();
            var twin = ContextOf("10.0.0.1", "Bearer x");
            Visit.Of(twin).Twin = new Twin(401);
            (await limiter.RefusesAsync(twin, Wrong)).Should().BeFalse();
        }

        failed.Sum.Should().Be(0);
    }

    private static readonly Identification Wrong = Identification.Refused(401, "unauthorized: unknown") with { HasFailed = true };

    private static Task Eventually(Func<bool> condition) => Caching.Eventually.TrueAsync(condition, "it came to be", Cancellation);

    /// <summary>The way of a request through the limiter: before and after its credentials are judged. The status it has then.</summary>
    private static async Task<int> JudgeAsync(Limiter limiter, string address, string? credentials, bool isRight)
    {
        var context = ContextOf(address, credentials);
        await limiter.InvokeAsync(context, async asked =>
            await limiter.RefusesAsync(asked, isRight ? Identification.Of(Caller.Nobody) : Wrong));
        return context.Response.StatusCode;
    }

    private static DefaultHttpContext ContextOf(string address, string? credentials)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(new EdgeConnection(new Listener("Edge", new ListenerOptions { Url = "http://127.0.0.1:0" })));
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (credentials is not null)
        {
            context.Request.Headers.Authorization = credentials;
        }

        return context;
    }
}
