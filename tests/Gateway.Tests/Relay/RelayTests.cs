using System.Net;
using System.Net.Http.Headers;
using Gateway.Lab.Certificates;
using Gateway.Tests.Caching;
using Gateway.Tests.Edge;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Relay;

/// <summary>What of a request reaches the edge, and what of its answer comes back.</summary>
public class RelayTests
{
    private const string Mod = "/example.org/hello/@v/v1.0.0.mod";
    private const string Zip = "/example.org/hello/@v/v1.0.0.zip";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_edge_sees_the_certificate_and_the_token()
    {
        await using var bed = await RelayBed.StartEdgeAsync(wantsCertificate: true);
        await bed.RelayAsync("--certificate", bed.WriteCertificate("alice.corp.example"), "--token-file", bed.Write("token", "first.to.ken\n"));

        (await bed.Client.GetStringAsync(Mod, Cancellation)).Should().Be("hello");

        var asked = bed.Edge.Asked.Should().ContainSingle().Subject;
        (asked.Target, asked.Certificate, asked.Token).Should().Be((Mod, "alice.corp.example", "first.to.ken"));
    }

    [Fact]
    public async Task Nothing_that_a_program_makes_up_reaches_the_edge()
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync("--token-file", bed.Write("token", "mine"));
        using var request = new HttpRequestMessage(HttpMethod.Get, Mod);
        foreach (var name in new[] { "X-Forwarded-For", "X-Forwarded-User", "X-Audit-Client-Cert-Subject", "Cookie", "Forwarded", "X-Real-IP", "Referer" })
        {
            request.Headers.TryAddWithoutValidation(name, "root");
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "theirs");
        request.Headers.UserAgent.ParseAdd("GoCommand/1");
        (await bed.Client.SendAsync(request, Cancellation)).EnsureSuccessStatusCode();

        var asked = bed.Edge.Asked.Should().ContainSingle().Subject;
        asked.Headers.Keys.Should().BeEquivalentTo("Host", "User-Agent", "Authorization", "Via");
        asked.Token.Should().Be("mine");
        asked.Headers["User-Agent"].Should().Be("GoCommand/1");
        asked.Headers["Host"].Should().Be(bed.Edge.Address.Authority);
        asked.Headers["Via"].Should().MatchRegex("^1\\.1 relay-[0-9a-f]{16}$");
    }

    [Fact]
    public async Task Ranges_conditions_and_their_answers_pass()
    {
        await using var bed = await RelayBed.StartAsync();
        bed.Edge.Answer = static async context =>
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = "bytes 2-4/5";
            context.Response.Headers.ETag = "\"strong\"";
            context.Response.Headers.CacheControl = "private";
            context.Response.Headers.SetCookie = "track=1";
            context.Response.Headers.StrictTransportSecurity = "max-age=1";
            context.Response.ContentLength = 3;
            await context.Response.WriteAsync("llo");
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, Zip);
        request.Headers.Range = new RangeHeaderValue(2, null);
        request.Headers.TryAddWithoutValidation("If-Range", "\"strong\"");
        request.Headers.TryAddWithoutValidation("If-None-Match", "\"other\"");

        using var answer = await bed.Client.SendAsync(request, Cancellation);

        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().Be("llo");
        answer.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key)
            .Should().BeEquivalentTo("Content-Range", "ETag", "Cache-Control", "Content-Length", "Date");
        bed.Edge.Asked.Single().Headers.Should().Contain(
            KeyValuePair.Create("Range", "bytes=2-"), KeyValuePair.Create("If-Range", "\"strong\""), KeyValuePair.Create("If-None-Match", "\"other\""));
    }

    [Theory]
    [InlineData("/github.com/%21azure/%21foo/@v/v2.0.0+incompatible.info")]
    [InlineData("/sumdb/sum.golang.org/lookup/github.com/!azure/!foo@v1.0.0")]
    [InlineData("/a/../b/%2e%2e/c?x=%41")]
    [InlineData("//evil.example/@v/list")]
    public async Task A_path_reaches_the_edge_as_it_was_written(string target)
    {
        await using var bed = await RelayBed.StartAsync();

        (await RawClient.StatusAsync(bed.Address, target)).Should().Be(200);

        bed.Edge.Asked.Should().ContainSingle().Which.Target.Should().Be(target);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_refusal_passes_with_its_text(int status)
    {
        await using var bed = await RelayBed.StartAsync();
        bed.Edge.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.Headers.RetryAfter = "7";
            return context.Response.WriteAsync("because\nof a rule\n");
        };

        using var answer = await bed.Client.GetAsync(Mod, Cancellation);

        ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation)).Should().Be((status, "because\nof a rule\n"));
        answer.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
        answer.Headers.RetryAfter!.ToString().Should().Be("7");
        bed.Edge.Asked.Should().ContainSingle();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_is_not_followed_and_not_passed_on(int status)
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await using var elsewhere = await RelayEdge.StartAsync(bed.Authority);
        await bed.RelayAsync("--token-file", bed.Write("token", "secret-token"));
        bed.Edge.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = $"{elsewhere.Address}";
            return Task.CompletedTask;
        };

        using var answer = await bed.Client.GetAsync(Mod, Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        answer.Headers.Location.Should().BeNull();
        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().Contain("leads to another address").And.NotContain("secret-token");
        elsewhere.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_body_arrives_while_the_edge_still_sends_it()
    {
        await using var bed = await RelayBed.StartAsync();
        var more = new TaskCompletionSource();
        bed.Edge.Answer = async context =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await more.Task;
            await context.Response.WriteAsync(" second");
        };

        using var answer = await bed.Client.GetAsync(Zip, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);
        var first = new byte[5];
        await body.ReadExactlyAsync(first, Cancellation);
        more.SetResult();

        using var rest = new StreamReader(body);
        (await rest.ReadToEndAsync(Cancellation)).Should().Be(" second");
    }

    [Fact]
    public async Task A_body_that_breaks_off_does_not_look_whole()
    {
        await using var bed = await RelayBed.StartAsync();
        bed.Edge.Answer = static async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        var reading = () => bed.Client.GetStringAsync(Zip, Cancellation);

        await reading.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task A_connection_that_dies_without_an_answer_is_asked_once_more()
    {
        await using var bed = await RelayBed.StartAsync();
        bed.Edge.Answer = context =>
        {
            if (bed.Edge.Asked.Count == 1)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync("hello again");
        };

        (await bed.Client.GetStringAsync(Mod, Cancellation)).Should().Be("hello again");

        bed.Edge.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_edge_that_restarts_is_waited_for()
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.Client.GetStringAsync(Mod, Cancellation);
        await bed.Edge.StopAsync();

        var asking = bed.Client.GetStringAsync(Zip, Cancellation);
        await bed.Edge.StartAgainAsync();

        (await asking).Should().Be("hello");
    }

    [Fact]
    public async Task An_edge_that_hangs_up_once_after_its_restart_is_asked_once_more()
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.Edge.StopAsync();
        bed.Edge.Answer = context =>
        {
            if (bed.Edge.Asked.Count > 1)
            {
                return context.Response.WriteAsync("hello");
            }

            context.Abort();
            return Task.CompletedTask;
        };

        var asking = bed.Client.GetStringAsync(Zip, Cancellation);
        await bed.Edge.StartAgainAsync();

        (await asking).Should().Be("hello");
        bed.Edge.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_edge_that_hangs_up_every_time_is_a_bad_gateway()
    {
        await using var bed = await RelayBed.StartAsync();
        bed.Edge.Answer = static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        (await bed.Client.GetAsync(Mod, Cancellation)).StatusCode.Should().Be(HttpStatusCode.BadGateway);

        bed.Edge.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_edge_that_is_down_is_no_404_and_says_so()
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync(plan => plan, new HastyTime());
        await bed.Edge.StopAsync();

        using var answer = await bed.Client.GetAsync(Mod, Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().Be(
            $"bad gateway: https://127.0.0.1:{bed.Edge.Port} refused the connection\nlook at your network or VPN, then try again\n");
    }

    [Fact]
    public async Task An_edge_that_is_silent_is_a_time_out_that_says_so()
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync(plan => plan with { LongestSilence = TimeSpan.FromMilliseconds(200) }, TimeProvider.System);
        bed.Edge.Answer = static context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        using var answer = await bed.Client.GetAsync(Mod, Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().StartWith($"gateway timeout: https://127.0.0.1:{bed.Edge.Port} ");
    }

    [Fact]
    public async Task An_edge_that_nobody_vouches_for_is_told_nothing()
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        using var other = new LabAuthority("Other");
        File.WriteAllText(bed.Folder["ca.pem"], other.Pem);
        await bed.RelayAsync("--token-file", bed.Write("token", "secret-token"));

        using var answer = await bed.Client.GetAsync(Mod, Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().Contain("failed the TLS handshake").And.Contain("--authorities");
        bed.Edge.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_is_missing_is_said_before_anything_is_served()
    {
        await using var bed = await RelayBed.StartEdgeAsync();

        var starting = () => bed.RelayAsync("--certificate", bed.Folder["nowhere.pem"]);

        (await starting.Should().ThrowAsync<Gateway.Credentials.CredentialException>()).WithMessage("the client certificate cannot be used: *nowhere.pem*");
    }

    [Fact]
    public async Task A_renewed_certificate_is_used_without_a_restart_and_a_broken_one_is_not()
    {
        await using var bed = await RelayBed.StartEdgeAsync(wantsCertificate: true);
        await bed.RelayAsync("--certificate", bed.WriteCertificate("old.corp.example"));
        await bed.Client.GetStringAsync(Mod, Cancellation);

        bed.Write("client.pem", "-----BEGIN CERTIFICATE-----\nhalf");
        await Eventually.TrueAsync(async () => await AskAsync(bed) == "old.corp.example" && bed.Said.Contains("the old ones stay in use"), "a broken file is named", Cancellation);
        bed.WriteCertificate("new.corp.example");

        await Eventually.TrueAsync(async () => await AskAsync(bed) == "new.corp.example", "the new certificate is shown", Cancellation);
        bed.Edge.Asked.Select(asked => asked.Certificate).Should().OnlyContain(name => name == "old.corp.example" || name == "new.corp.example");
    }

    [Fact]
    public async Task A_relay_that_is_led_to_itself_says_so()
    {
        await using var bed = await RelayBed.StartAsync();
        using var again = new HttpClient { BaseAddress = bed.Address };
        string? via = null;
        bed.Edge.Answer = context =>
        {
            via = context.Request.Headers.Via;
            return Task.CompletedTask;
        };
        await bed.Client.GetStringAsync(Mod, Cancellation);
        again.DefaultRequestHeaders.Add("Via", $"1.1 other, {via}");

        using var answer = await again.GetAsync(Mod, Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.LoopDetected);
    }

    private static async Task<string?> AskAsync(RelayBed bed)
    {
        await bed.Client.GetStringAsync(Mod, Cancellation);
        return bed.Edge.Asked[^1].Certificate;
    }
}
