using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.EndToEnd;

/// <summary>The go command over three clusters, while one after the other is out of order.</summary>
public sealed class FailoverGoCommandTests
{
    private static readonly ModuleVersion Shop = new(LabModules.Shop, "v1.0.0");
    private static readonly ModuleVersion Billing = new("corp.example/billing", "v1.2.0");
    private static readonly ModuleVersion Hello = new("example.org/hello", "v1.2.0");

    public static TheoryData<string> Releases => [GoRelease.Oldest, GoRelease.Newest];

    /// <summary>Every release, every cluster, everything that can be the matter with it.</summary>
    public static TheoryData<string, string, string> Outages
    {
        get
        {
            var outages = new TheoryData<string, string, string>();
            foreach (var release in new[] { GoRelease.Oldest, GoRelease.Newest })
            {
                foreach (var cluster in new[] { "nexus", "athens", "golang" })
                {
                    outages.Add(release, cluster, "dead");
                    outages.Add(release, cluster, "html");
                    outages.Add(release, cluster, "500");
                    outages.Add(release, cluster, "reset");
                }
            }

            return outages;
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_graph_is_downloaded_from_the_clusters_that_have_its_modules(string release)
    {
        await using var clusters = await ThreeClusters.StartAsync();
        using var go = new GoCommand(release, clusters.GoProxy);
        go.Write("go.mod", MainModule.Requiring([Shop, Billing]));

        (await go.RunAsync(Cancellation, "mod", "download")).Succeeded();

        go.Downloaded.Should().Contain([Shop.ToString(), Billing.ToString()])
            .And.Contain(["corp.example/Platform/Log@v1.4.0", "example.org/legacy@v2.0.0+incompatible"])
            .And.HaveCountGreaterThan(25);
        clusters.Outside.SelectMany(origin => origin.Requests.Targets).Should().NotContain(target => target.Contains("corp.example"));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Old_values_of_GOPROXY_keep_working(string release)
    {
        await using var clusters = await ThreeClusters.StartAsync();
        using var go = new GoCommand(release, $"{clusters.GoProxy}/repository/go-all");

        (await go.RunAsync(Cancellation, "get", Billing.ToString(), $"{Hello.Path}@latest")).Succeeded();

        go.Downloaded.Should().Contain([Billing.ToString(), Hello.ToString()]);
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task A_graph_is_downloaded_while_a_cluster_is_out_of_order(string release, string cluster, string outage)
    {
        await using var clusters = await ThreeClusters.StartAsync();
        using var go = new GoCommand(release, clusters.GoProxy);
        go.Write("go.mod", MainModule.Requiring([Shop]));
        await BreakAsync(clusters[cluster], outage);

        (await go.RunAsync(Cancellation, "mod", "download")).Succeeded();

        go.Downloaded.Should().Contain(Shop.ToString()).And.HaveCountGreaterThan(20);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_cluster_that_hangs_is_given_up(string release)
    {
        await using var clusters = await ThreeClusters.StartAsync((settings, clusters) =>
            settings.Cluster(clusters.Athens, new { Kind = "Athens", FirstByteTimeout = "00:00:00.1" }));
        using var go = new GoCommand(release, clusters.GoProxy);
        clusters.Athens.Fault = Fault.Silence;

        (await go.RunAsync(Cancellation, "get", Hello.ToString())).Succeeded();

        go.Downloaded.Should().Contain(Hello.ToString());
        clusters.Athens.Requests.Should().NotBeEmpty("it stands before golang");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Checksums_do_not_depend_on_the_cluster_that_answered(string release)
    {
        var sums = new List<string>();
        foreach (var dead in new[] { "golang", "athens" })
        {
            await using var clusters = await ThreeClusters.StartAsync();
            await clusters[dead].StopAsync();
            using var go = new GoCommand(release, clusters.GoProxy);

            (await go.RunAsync(Cancellation, "get", Hello.ToString())).Succeeded();

            sums.Add(go.Read("go.sum"));
            (clusters.Blobs.Requests.Count > 0).Should().Be(dead == "athens", "only golang sends there, for the larger zips");
        }

        sums[0].Should().Contain(Hello.Path).And.Be(sums[1]);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_zip_that_breaks_once_is_taken_up_where_it_broke(string release)
    {
        const string Large = "example.org/large@v1.0.0";
        await using var clusters = await ThreeClusters.StartAsync();
        using var go = new GoCommand(release, clusters.GoProxy);
        await clusters.Athens.StopAsync();
        clusters.Blobs.Break(Fault.DieInBody(1 << 20), times: 1);

        (await go.RunAsync(Cancellation, "mod", "download", Large)).Succeeded();

        go.Downloaded.Should().Equal(Large);
        clusters.Blobs.Requests.Select(request => request.Header("Range")).Should().SatisfyRespectively(
            first => first.Should().BeNull(), second => second.Should().Be($"bytes={1 << 20}-"));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_private_module_waits_for_its_own_cluster(string release)
    {
        await using var clusters = await ThreeClusters.StartAsync();
        using var go = new GoCommand(release, clusters.GoProxy);
        await clusters.Nexus.StopAsync();

        var output = await go.RunAsync(Cancellation, "get", Billing.ToString());

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("502 Bad Gateway")
            .And.Contain("server response:")
            .And.Contain($"bad gateway: no cluster could answer for {Billing}")
            .And.Contain("nexus refused the connection")
            .And.NotContain("404 Not Found");
        clusters.Outside.SelectMany(origin => origin.Requests).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task When_every_cluster_is_out_of_order_each_is_named_with_its_reason(string release)
    {
        await using var clusters = await ThreeClusters.StartAsync();
        using var go = new GoCommand(release, clusters.GoProxy);
        clusters.Nexus.Fault = Fault.Html;
        await clusters.Athens.StopAsync();
        clusters.Golang.Fault = Fault.Status(500, "the database is down");

        var output = await go.RunAsync(Cancellation, "get", Hello.ToString());

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("502 Bad Gateway")
            .And.Contain("nexus answered with an HTML page")
            .And.Contain("athens refused the connection")
            .And.Contain("golang answered 500: \"the database is down\"")
            .And.MatchRegex("request [0-9a-f]{16}")
            .And.NotContain("404 Not Found");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_module_that_the_others_do_not_know_is_not_missing_while_a_cluster_is_out_of_order(string release)
    {
        await using var clusters = await ThreeClusters.StartAsync();
        using var go = new GoCommand(release, clusters.GoProxy);
        await clusters.Athens.StopAsync();

        var output = await go.RunAsync(Cancellation, "get", "example.org/nowhere@v1.0.0");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("502 Bad Gateway")
            .And.Contain("athens refused the connection")
            .And.Contain("golang answered 404")
            .And.NotContain("404 Not Found");
    }

    private static Task BreakAsync(Origin origin, string outage)
    {
        if (outage == "dead")
        {
            return origin.StopAsync();
        }

        origin.Fault = Fault.Find(outage);
        return Task.CompletedTask;
    }
}
