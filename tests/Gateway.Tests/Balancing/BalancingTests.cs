using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Balancing;

/// <summary>Which replica real requests reach.</summary>
public class BalancingTests
{
    private const string Mod = "/example.org/hello/@v/v1.1.0.mod";
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Weighted_replicas_get_requests_by_their_weights()
    {
        await using var bed = await StartAsync("Weighted", "3", "1");

        await bed.AskAsync(400);

        // Six standard deviations around 300 of 400.
        bed.Replicas[0].Requests.Count.Should().BeInRange(248, 352);
        (bed.Replicas[0].Requests.Count + bed.Replicas[1].Requests.Count).Should().Be(400);
    }

    [Fact]
    public async Task PeakEwma_avoids_the_slow_replica()
    {
        await using var bed = await StartAsync("PeakEwma");
        bed.Replicas[0].Fault = Fault.SlowFirstByte(TimeSpan.FromSeconds(1));

        await bed.AskAsync(60);

        bed.Replicas[0].Requests.Count.Should().BeLessThan(10);
    }

    [Fact]
    public async Task ModuleHash_asks_one_replica_for_a_module_and_another_one_while_it_is_away()
    {
        await using var bed = await StartAsync("ModuleHash");

        await bed.AskAsync(10);

        var (own, other) = bed.Replicas[0].Requests.Count > 0 ? (bed.Replicas[0], bed.Replicas[1]) : (bed.Replicas[1], bed.Replicas[0]);
        (own.Requests.Count, other.Requests.Count).Should().Be((10, 0));
        await own.StopAsync();
        await bed.AskAsync(1);
        other.Requests.Count.Should().Be(1);
    }

    [Fact]
    public async Task ModuleHash_passes_on_what_would_be_too_much_for_one()
    {
        await using var bed = await StartAsync("ModuleHash");
        foreach (var replica in bed.Replicas)
        {
            replica.Fault = Fault.Silence;
        }

        var asking = new List<Task<HttpResponseMessage>>();
        for (var version = 1; version <= 40; version++)
        {
            asking.Add(bed.Gateway.Client.GetAsync($"/example.org/hello/@v/v1.{version}.0.mod", Cancellation));
            // One after the other: those that choose at once do not see each other.
            await Eventually.TrueAsync(() => bed.Replicas.Sum(replica => replica.Requests.Count) >= asking.Count, "it is asked for", Cancellation);
        }

        var asked = bed.Replicas.Select(replica => replica.Requests.Count).ToList();

        foreach (var replica in bed.Replicas)
        {
            replica.Heal();
        }

        await Task.WhenAll(asking);
        asked.Max().Should().BeLessThanOrEqualTo((int)(1.25 * asked.Sum() / 2) + 1, "a quarter more than half of them");
    }

    [Theory]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "LoadBalancingPolicy": "PeekEwma", "Destinations": { "a": { "Address": "http://a/" } } } } } }""", "*LoadBalancingPolicy is \"PeekEwma\"; one of *Did you mean PeakEwma?")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "Destinations": { "a": { "Address": "http://a/", "Metadata": { "Weight": "0" } } } } } } }""", "*Destinations:a:Metadata:Weight is \"0\"; a number above 0*")]
    public void A_policy_that_is_none_and_a_weight_that_is_none_stop_the_start(string settings, string fault)
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = SettingsFolder.Least, ["appsettings.Production.json"] = settings };
        folder.Environment["DOTNET_ENVIRONMENT"] = "Production";

        folder.Faults().Should().ContainSingle().Which.Should().Match(fault);
    }

    private static async Task<Bed> StartAsync(string policy, params string[] weights)
    {
        var replicas = await Task.WhenAll(new[] { "one", "two" }.Select(name => Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Name = name })));
        var settings = new LabSettings().WithoutCache().Cluster("athens", null, replicas.Select(replica => replica.Address)).Balance("athens", policy).Route("*", "athens");
        for (var index = 0; index < weights.Length; index++)
        {
            settings.Weigh("athens", $"d{index + 1}", weights[index]);
        }

        return new Bed(replicas, await LabGateway.StartAsync(settings));
    }

    private sealed record Bed(IReadOnlyList<Origin> Replicas, LabGateway Gateway) : IAsyncDisposable
    {
        public async Task AskAsync(int times)
        {
            for (var asked = 0; asked < times; asked++)
            {
                using var answer = await Gateway.Client.GetAsync(Mod, Cancellation);
                ((int)answer.StatusCode).Should().Be(200);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            foreach (var replica in Replicas)
            {
                await replica.DisposeAsync();
            }
        }
    }
}
