using Gateway.Lab;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Upstreams;

/// <summary>Every row of the outcome table, with the cluster that fails first, in the middle and last.</summary>
public class OutcomeTests
{
    /// <summary>What goes wrong, what is asked, the status when nobody else can answer, and what its text says.</summary>
    public static TheoryData<string, string, int, string> Outages => new()
    {
        { "refused", ThreeClusters.Mod, 502, "refused the connection" },
        { "silence", ThreeClusters.Mod, 504, "sent nothing for 1 s" },
        { "headers", ThreeClusters.Mod, 504, "sent nothing for 1 s" },
        { "headers", ThreeClusters.Zip, 504, "sent nothing for 1 s" },
        { "400", ThreeClusters.Mod, 502, "answered 400 (is its base path right?)" },
        { "401", ThreeClusters.Mod, 502, "refused the gateway's credentials (401)" },
        { "403", ThreeClusters.Mod, 502, "answered 403, and so it does for a module that everybody may have" },
        { "405", ThreeClusters.Mod, 502, "answered 405" },
        { "406", ThreeClusters.Mod, 502, "answered 406" },
        { "408", ThreeClusters.Mod, 504, "answered 408" },
        { "451", ThreeClusters.Mod, 502, "answered 451" },
        { "204", ThreeClusters.Mod, 502, "answered 204" },
        { "500", ThreeClusters.Mod, 502, "answered 500" },
        { "503", ThreeClusters.Mod, 502, "answered 503" },
        { "429", ThreeClusters.Mod, 503, "answered 429" },
        { "html", ThreeClusters.List, 502, "answered with an HTML page" },
        { "html", ThreeClusters.Info, 502, "answered with an HTML page" },
        { "html", ThreeClusters.Mod, 502, "answered with an HTML page" },
        { "html", ThreeClusters.Zip, 502, "answered with something that is no zip" },
        { "wrongversion", ThreeClusters.Info, 502, "answered for version " },
        { "notazip", ThreeClusters.Zip, 502, "answered with something that is no zip" },
        { "empty", ThreeClusters.Info, 502, "answered with something that is no version document" },
        { "empty", ThreeClusters.Mod, 502, "answered with something that is no go.mod" },
        { "empty", ThreeClusters.Zip, 502, "answered with something that is no zip" },
        { "short", ThreeClusters.Mod, 502, "broke off in the middle of its answer" },
        { "short", ThreeClusters.List, 502, "broke off in the middle of its answer" },
        { "die", ThreeClusters.Info, 502, "broke off in the middle of its answer" },
        { "cut", ThreeClusters.Mod, 502, "answered without saying how long its answer is" },
        { "cut", ThreeClusters.List, 502, "answered without saying how long its answer is" },
        { "cut", ThreeClusters.Info, 502, "answered with something that is no version document" },
        { "loop", ThreeClusters.Mod, 502, "redirected more than 5 times" },
        { "redirect", ThreeClusters.Mod, 502, "redirected to http://127.0.0.2:1, which is not in its RedirectHosts" },
        { "reset", ThreeClusters.Mod, 502, "closed the connection without an answer" },
        { "garbage", ThreeClusters.Mod, 502, "did not answer in HTTP" },
    };

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task An_outage_of_the_first_cluster_is_made_good_by_the_second(string fault, string path, int status, string words)
    {
        _ = (status, words);
        await using var clusters = await ThreeClusters.StartAsync(change: settings => Hurry(settings, "a", fault));
        await BreakAsync(clusters.A, fault);

        var (answered, _, _) = await clusters.GetAsync(path);

        answered.Should().Be(200);
        clusters.B.Requests.Should().ContainSingle();
        clusters.C.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_list_that_calls_itself_a_page_is_none()
    {
        await using var clusters = await ThreeClusters.StartAsync();
        clusters.A.Fault = Fault.Status(200, "v9.9.9\n", ("Content-Type", "Text/HTML; charset=utf-8"));

        var (answered, text, _) = await clusters.GetAsync(ThreeClusters.List);

        answered.Should().Be(200);
        text.Should().NotContain("v9.9.9");
        clusters.B.Requests.Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task An_outage_after_a_404_is_made_good_by_the_next(string fault, string path, int status, string words)
    {
        _ = (status, words);
        await using var clusters = await ThreeClusters.StartAsync(change: settings => Hurry(settings, "b", fault));
        clusters.A.Fault = Fault.Status(404);
        await BreakAsync(clusters.B, fault);

        var (answered, _, _) = await clusters.GetAsync(path);

        answered.Should().Be(200);
        clusters.C.Requests.Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task An_outage_of_the_last_cluster_is_told_and_is_never_404(string fault, string path, int status, string words)
    {
        await using var clusters = await ThreeClusters.StartAsync(change: settings => Hurry(settings, "c", fault));
        clusters.A.Fault = Fault.Status(404);
        clusters.B.Fault = Fault.Status(410);
        await BreakAsync(clusters.C, fault);

        var (answered, text, response) = await clusters.GetAsync(path);

        answered.Should().Be(status);
        text.Should().Contain("\na answered 404").And.Contain("\nb answered 410").And.Contain("\nc " + words);
        ShouldBeReadableByGo(text, response);
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task A_404_past_an_outage_names_both(string fault, string path, int status, string words)
    {
        await using var clusters = await ThreeClusters.StartAsync(change: settings => Hurry(settings, "a", fault));
        await BreakAsync(clusters.A, fault);
        clusters.B.Fault = Fault.Status(404);
        clusters.C.Fault = Fault.Status(404);

        var (answered, text, response) = await clusters.GetAsync(path);

        answered.Should().Be(status);
        text.Should().Contain("a " + words).And.Contain("c answered 404");
        ShouldBeReadableByGo(text, response);
    }

    [Theory]
    [InlineData("http://no-such-host.invalid/", "dns", "has a host name that cannot be resolved")]
    [InlineData("https://127.0.0.1:1/", "refused", "refused the connection")]
    [InlineData("https://{a}/", "tls", "failed the TLS handshake")]
    public async Task A_destination_that_cannot_be_talked_to_is_an_outage(string address, string reason, string words)
    {
        await using var clusters = await ThreeClusters.StartAsync();
        var settings = ThreeClusters.Settings(clusters.Origins)
            .Cluster("a", null, new Uri(address.Replace("{a}", clusters.A.Address.Authority, StringComparison.Ordinal)));
        clusters.B.Fault = Fault.Status(404);
        (await clusters.Gateway.ReloadAsync(settings.ToString())).Should().BeTrue();
        using var attempts = new Counted("gateway.upstream.attempts", clusters.Gateway);

        var (answered, _, _) = await clusters.GetAsync(ThreeClusters.Mod);
        clusters.C.Fault = Fault.Status(404);
        var (refused, text, _) = await clusters.GetAsync(ThreeClusters.Mod);

        (answered, refused).Should().Be((200, 502));
        text.Should().Contain("a " + words);
        attempts.Tags("cluster", "a").Should().OnlyContain(tags => tags["reason"] == reason).And.HaveCount(2);
    }

    [Fact]
    public async Task A_404_past_an_outage_is_a_404_where_the_last_cluster_is_the_authority()
    {
        await using var clusters = await ThreeClusters.StartAsync(new { NotFound = "Next", LastIsAuthority = true });
        clusters.A.Fault = Fault.Status(500);
        clusters.B.Fault = Fault.Status(404);
        clusters.C.Fault = Fault.Status(404, "not found: module example.org/hello: no matching versions");

        var (answered, text, _) = await clusters.GetAsync(ThreeClusters.Mod);

        answered.Should().Be(404);
        text.Should().StartWith("not found: example.org/hello@v1.1.0\n").And.Contain("c answered 404: \"not found: module example.org/hello: no matching versions\"");
    }

    [Fact]
    public async Task A_404_of_an_authority_that_is_not_last_asked_does_not_hide_its_outage()
    {
        await using var clusters = await ThreeClusters.StartAsync(new { NotFound = "Next", LastIsAuthority = true });
        clusters.A.Fault = Fault.Status(404);
        clusters.B.Fault = Fault.Status(404);
        clusters.C.Fault = Fault.Status(500);

        (await clusters.GetAsync(ThreeClusters.Mod)).Status.Should().Be(502);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_404_is_final_unless_the_route_says_next(int status)
    {
        await using var clusters = await ThreeClusters.StartAsync(new { });
        clusters.A.Fault = Fault.Status(status);

        (await clusters.GetAsync(ThreeClusters.Mod)).Status.Should().Be(404);
        clusters.B.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_verdict_ends_the_chain_wherever_it_is_spoken(int position)
    {
        await using var clusters = await ThreeClusters.StartAsync();
        foreach (var before in clusters.Origins.Take(position))
        {
            before.Fault = Fault.Status(500);
        }

        clusters.Origins[position].Break(Fault.Status(403, "quarantined: policy 7"), request => request.Path.Contains("hello"));

        var (status, text, response) = await clusters.GetAsync(ThreeClusters.Mod);

        status.Should().Be(403);
        text.Should().StartWith($"forbidden: example.org/hello@v1.1.0 is refused by {clusters.Origins[position].Name}\n").And.Contain("answered 403: \"quarantined: policy 7\"");
        clusters.Origins.Skip(position + 1).Sum(later => later.Requests.Count).Should().Be(0);
        ShouldBeReadableByGo(text, response);
    }

    [Fact]
    public async Task A_verdict_moves_on_where_the_route_says_so()
    {
        await using var clusters = await ThreeClusters.StartAsync(new { NotFound = "Next", Forbidden = "Next" });
        clusters.A.Break(Fault.Status(403), request => request.Path.Contains("hello"));

        (await clusters.GetAsync(ThreeClusters.Mod)).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_verdict_past_which_nobody_knows_the_module_stays_a_403()
    {
        await using var clusters = await ThreeClusters.StartAsync(new { NotFound = "Next", Forbidden = "Next" });
        clusters.A.Break(Fault.Status(403), request => request.Path.Contains("hello"));
        clusters.B.Fault = Fault.Status(404);
        clusters.C.Fault = Fault.Status(404);

        (await clusters.GetAsync(ThreeClusters.Mod)).Status.Should().Be(403);
    }

    [Fact]
    public async Task Retry_after_cools_a_destination_down_and_reaches_the_client()
    {
        await using var clusters = await ThreeClusters.StartAsync();
        clusters.A.Fault = Fault.Status(404);
        clusters.B.Fault = Fault.Status(404);
        clusters.C.Fault = Fault.Status(429, null, ("Retry-After", "7"));

        var (first, _, response) = await clusters.GetAsync(ThreeClusters.Mod);
        var (second, text, _) = await clusters.GetAsync(ThreeClusters.Mod);

        (first, second).Should().Be((503, 503));
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(7));
        clusters.C.Requests.Should().ContainSingle("it asked to be left alone");
        text.Should().Contain("c asked to be left alone for a while");
    }

    /// <summary>Has a cluster that will say nothing given up after a second, and no other one.</summary>
    private static void Hurry(LabSettings settings, string cluster, string fault)
    {
        if (fault is "silence" or "headers")
        {
            settings.Hurry(cluster, "00:00:01");
        }
    }

    private static async Task BreakAsync(Origin origin, string fault)
    {
        if (fault == "refused")
        {
            await origin.StopAsync();
            return;
        }

        origin.Fault = fault == "redirect" ? Fault.RedirectTo(new Uri("http://127.0.0.2:1/elsewhere"))
            : int.TryParse(fault, out var status) ? Fault.Status(status)
            : Fault.Find(fault) ?? throw new ArgumentException($"There is no fault {fault}.");
    }

    // What cmd/go prints: plain UTF-8 text of at most eight lines, up to the first empty one.
    private static void ShouldBeReadableByGo(string text, HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
        text.TrimEnd('\n').Split('\n').Should().HaveCountLessThanOrEqualTo(8).And.NotContain("");
        text.Should().EndWith($"request {response.Headers.GetValues("X-Request-ID").Single()}\n");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
    }
}
