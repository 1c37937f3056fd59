using System.Net;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Upstreams;

/// <summary>What happens when nobody is left to ask, and when somebody is slow.</summary>
public class RetryTests
{
    private const string Mod = "/example.org/hello/@v/v1.1.0.mod";
    private const string Info = "/example.org/hello/@v/v1.1.0.info";
    private const string Zip = "/example.org/hello/@v/v1.1.0.zip";
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_failed_for_a_moment_is_asked_again_when_nobody_else_is_left()
    {
        await using var only = await StartAsync("only");
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().WithRetries().Cluster(only).Route("*", "only"));
        only.Break(Fault.Status(503), times: 2);

        (await gateway.Client.GetAsync(Mod, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);

        only.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task After_three_times_it_is_over()
    {
        await using var only = await StartAsync("only");
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().WithRetries().Cluster(only).Route("*", "only"));
        only.Fault = Fault.Status(500);

        (await gateway.Client.GetAsync(Mod, Cancellation)).StatusCode.Should().Be(HttpStatusCode.BadGateway);

        only.Requests.Should().HaveCount(4);
    }

    [Theory]
    [InlineData(404, 404)]
    [InlineData(403, 403)]
    [InlineData(401, 502)]
    [InlineData(400, 502)]
    public async Task What_will_not_pass_is_not_asked_again(int answered, int told)
    {
        await using var only = await StartAsync("only");
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().WithRetries().Cluster(only).Route("*", "only"));
        only.Break(Fault.Status(answered), request => request.Path == Mod);

        ((int)(await gateway.Client.GetAsync(Mod, Cancellation)).StatusCode).Should().Be(told);

        only.Requests.Targets.Count(target => target == Mod).Should().Be(1);
    }

    [Fact]
    public async Task A_pause_that_a_cluster_asks_for_is_kept_when_it_is_short_and_told_when_it_is_long()
    {
        await using var only = await StartAsync("only");
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().WithRetries().Cluster(only).Route("*", "only"));
        only.Break(Fault.Status(429, headers: ("Retry-After", "1")), times: 1);
        (await gateway.Client.GetAsync(Mod, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        only.Requests.Should().HaveCount(2);

        only.Break(Fault.Status(429, headers: ("Retry-After", "40")), times: 1);
        using var told = await gateway.Client.GetAsync(Mod, Cancellation);
        told.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        told.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(40));
        only.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task Many_who_fail_are_asked_again_as_far_as_the_budget_goes()
    {
        await using var only = await StartAsync("only");
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().WithoutCache().WithRetries().Set("Failover:RetryFloor", 0).Set("Failover:RetryShare", 0.1).Cluster(only).Route("*", "only"));
        only.Fault = Fault.Status(503);

        // Different ones: the same one would be one flight.
        var told = await Task.WhenAll(Enumerable.Range(0, 100).Select(async version =>
        {
            using var response = await gateway.Client.GetAsync($"/example.org/hello/@v/v1.{version}.0.mod", Cancellation);
            return (response.StatusCode, Text: await response.Content.ReadAsStringAsync(Cancellation));
        }));

        told.Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.BadGateway);
        told.Should().Contain(answer => answer.Text.Contains("nobody was asked again: too much is asked again already", StringComparison.Ordinal));
        only.Requests.Count.Should().BeInRange(100, 112);
    }

    [Fact]
    public async Task Who_is_slow_is_outrun_by_the_next_cluster_and_let_go()
    {
        await using var slow = await StartAsync("slow");
        await using var quick = await StartAsync("quick");
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().WithoutCache().WithHedging().Cluster(slow).Cluster(quick).Route("*", "slow,quick"));
        slow.Fault = Fault.Silence;

        (await gateway.Client.GetAsync(Info, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);

        (slow.Requests.Count, quick.Requests.Count).Should().Be((1, 1));
        await slow.Requests.Last.Over.WaitAsync(Cancellation);
        slow.Requests.Last.ClientLeft.Should().BeTrue("what is not needed is not waited for");
    }

    [Fact]
    public async Task A_fault_of_our_own_beside_a_slow_cluster_leaves_nobody_waiting_for_it()
    {
        await using var slow = await StartAsync("slow");
        await using var quick = await StartAsync("quick");
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().WithoutCache().WithHedging().Cluster(slow).Cluster(quick).Route("*", "slow,quick"));
        slow.Fault = Fault.Silence;
        using var failing = Failing.At("gateway.upstream.attempts", gateway);

        (await gateway.Client.GetAsync(Info, Cancellation)).StatusCode.Should().Be(HttpStatusCode.InternalServerError);

        await slow.Requests.Last.Over.WaitAsync(Cancellation);
        slow.Requests.Last.ClientLeft.Should().BeTrue("it would have been asked for ever");
    }

    [Fact]
    public async Task A_later_clusters_no_does_not_outrun_an_earlier_ones_answer()
    {
        await using var slow = await StartAsync("slow");
        await using var empty = await StartAsync("empty");
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().WithoutCache().WithHedging().Cluster(slow).Cluster(empty).Route("*", "slow,empty"));
        empty.Fault = Fault.Status(404);
        slow.Break(Fault.SlowFirstByte(empty.Requests.WaitForAsync(1, Cancellation)));

        (await gateway.Client.GetAsync(Info, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task When_a_slow_cluster_and_the_one_beside_it_both_fail_the_first_word_is_the_slow_ones_and_the_next_is_asked()
    {
        await using var slow = await StartAsync("slow");
        await using var failing = await StartAsync("failing");
        await using var last = await StartAsync("last");
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().WithoutCache().WithHedging().Cluster(slow).Cluster(failing).Cluster(last).Route("*", "slow,failing,last").Hurry("slow", "00:00:01"));
        slow.Fault = Fault.Silence;
        failing.Fault = Fault.Status(500);
        last.Break(Fault.Status(503), times: 1);

        using var told = await gateway.Client.GetAsync(Mod, Cancellation);
        told.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        (await told.Content.ReadAsStringAsync(Cancellation)).Should().MatchRegex(@"slow sent nothing for 1 s(?s:.*)failing answered 500(?s:.*)last answered 503");
        (slow.Requests.Count, failing.Requests.Count, last.Requests.Count).Should().Be((1, 1, 1));

        (await gateway.Client.GetAsync(Mod, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        (slow.Requests.Count, failing.Requests.Count, last.Requests.Count).Should().Be((2, 2, 2));
    }

    [Fact]
    public async Task A_private_module_is_never_hedged_to_a_public_cluster_and_a_zip_to_nobody()
    {
        await using var corp = await Origin.StartAsync(new OriginOptions { Name = "corp", Library = LabModules.Public() });
        await using var golang = await StartAsync("golang");
        var settings = new LabSettings().WithoutCache().WithHedging().Private("example.org/hello")
            .Cluster(corp, new { Trust = "Internal" }).Cluster(golang).Route("*", "corp,golang");
        await using var gateway = await LabGateway.StartAsync(settings);
        corp.Fault = Fault.SlowFirstByte(TimeSpan.FromSeconds(1));

        (await gateway.Client.GetAsync(Info, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await gateway.Client.GetAsync(Zip.Replace("hello", "text", StringComparison.Ordinal), Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);

        golang.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task After_a_list_came_from_a_cluster_that_modules_files_do_too()
    {
        await using var nexus = await StartAsync("nexus");
        await using var golang = await StartAsync("golang");
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().Cluster(nexus).Cluster(golang).Route("*", "nexus,golang"));
        nexus.Break(Fault.Status(503), times: 1);
        (await gateway.Client.GetAsync("/example.org/hello/@v/list", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        nexus.Fault = Fault.Status(404);

        (await gateway.Client.GetAsync(Zip, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK, "nexus is behind and would have said no");
        golang.Requests.Should().HaveCount(2);
    }

    private static Task<Origin> StartAsync(string name) => Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()) with { Name = name });
}
