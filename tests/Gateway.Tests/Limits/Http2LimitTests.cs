using System.Net;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Access;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Limits;

/// <summary>The streams of one connection are requests like others: each counts, each waits for itself, and no other one for it.</summary>
public sealed class Http2LimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Caller")]
    [InlineData("Address")]
    public async Task Streams_beyond_a_rate_wait_and_are_refused_beyond_the_longest_wait(string whose)
    {
        var time = new StepTime();
        await using var bed = new CertificateBed(time);
        await bed.StartAsync(settings => settings.Set($"Limits:{whose}:RequestsPerSecond", 2).Set("Limits:MaximumWait", "00:00:03"), "Anonymous");
        using var waited = new Counted("gateway.limits.waited", bed.Gateway);
        using var client = bed.Client(http: 2);

        var asked = LimitsBed.Ask(client, 10);
        await LimitsBed.AnsweredAsync(asked, 4);
        for (var answered = 6; answered <= 10; answered += 2)
        {
            var left = 12 - answered;
            await Eventually.TrueAsync(() => waited.Sum == 6 && time.Waiting >= left, $"{left} wait", Cancellation);
            time.Move(TimeSpan.FromSeconds(1));
            await LimitsBed.AnsweredAsync(asked, answered);
        }

        var answers = await Task.WhenAll(asked);
        answers.Should().OnlyContain(answer => answer.Version == HttpVersion.Version20);
        answers.GroupBy(answer => answer.StatusCode).ToDictionary(group => group.Key, group => group.Count())
            .Should().BeEquivalentTo(new Dictionary<HttpStatusCode, int> { [HttpStatusCode.NotFound] = 8, [HttpStatusCode.TooManyRequests] = 2 });
    }

    [Fact]
    public async Task Streams_at_once_are_bounded_and_who_gives_one_up_gives_its_place_back()
    {
        await using var bed = new CertificateBed();
        await bed.StartAsync(settings => settings.Set("Limits:Caller:RequestsAtOnce", 2), "Anonymous");
        using var waited = new Counted("gateway.limits.waited", bed.Gateway);
        using var client = bed.Client(http: 2);
        bed.Origin.Fault = Fault.Silence;
        using var leaving = new CancellationTokenSource();
        var first = client.GetAsync("/example.org/hello/@v/v1.0.99.info", leaving.Token);
        await bed.Origin.HoldsAsync(1, Cancellation);
        var asked = LimitsBed.Ask(client, 3, "v2");
        await Eventually.TrueAsync(() => waited.Tags("limit", "caller-at-once").Count == 2 && bed.Origin.Requests.Count == 2, "two are asked for and two wait", Cancellation);

        // A stream that its client resets: the connection and the others on it stay.
        await leaving.CancelAsync();
        await first.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.TrueAsync(() => bed.Origin.Requests.Count == 3, "the next one has the place", Cancellation);
        bed.Origin.Heal();

        (await Task.WhenAll(asked)).Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_callers_on_one_connection_each_have_their_own_share()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        await using var bed = new CertificateBed();
        await bed.StartAsync(settings => settings.Set("Tokens:Issuers", issuer.Settings()).Set("Limits:Caller:RequestsAtOnce", 1), "Anonymous");
        using var client = bed.Client(http: 2);
        bed.Origin.Fault = Fault.Silence;

        var asked = new[] { "alice", "bob" }.Select(async (name, number) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/example.org/hello/@v/v1.{number}.99.info") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Add("Authorization", $"Bearer {issuer.Issue(new { sub = name })}");
            using var answer = await client.SendAsync(request, Cancellation);
            return answer.StatusCode;
        }).ToList();
        await bed.Origin.HoldsAsync(2, Cancellation);
        bed.Origin.Heal();

        (await Task.WhenAll(asked)).Should().AllBeEquivalentTo(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Bytes_of_all_streams_go_out_at_the_callers_pace()
    {
        const int Kilobytes = 1024;
        var time = new StepTime();
        await using var bed = new CertificateBed(time);
        await bed.StartAsync(settings => settings.Set("Limits:Caller:KilobytesPerSecond", Kilobytes), "Anonymous");
        using var client = bed.Client(http: 2);

        var downloads = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => client.GetByteArrayAsync("/example.org/large/@v/v1.0.0.zip", Cancellation)));
        await Eventually.TrueAsync(() => time.Waiting >= 2, "both are held back", Cancellation);
        downloads.IsCompleted.Should().BeFalse("the clock stands");
        var elapsed = TimeSpan.Zero;
        await Eventually.TrueAsync(() =>
        {
            time.Move(TimeSpan.FromMilliseconds(250));
            elapsed += TimeSpan.FromMilliseconds(250);
            return downloads.IsCompleted;
        }, "both are through", Cancellation);

        var total = (await downloads).Sum(body => (long)body.Length);
        elapsed.TotalSeconds.Should().BeGreaterThanOrEqualTo((total / (Kilobytes * 1024.0)) - 1);
    }
}
