using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Upstreams;

/// <summary>A gateway in front of the clusters <c>a</c>, <c>b</c> and <c>c</c>, which serve the same modules from real sockets.</summary>
internal sealed class ThreeClusters : IAsyncDisposable
{
    public const string Info = "example.org/hello/@v/v1.1.0.info";
    public const string Mod = "example.org/hello/@v/v1.1.0.mod";
    public const string Zip = "example.org/hello/@v/v1.1.0.zip";
    public const string LargeZip = "example.org/large/@v/v1.0.0.zip";
    public const string List = "example.org/hello/@v/list";

    private ThreeClusters(Origin[] origins, LabGateway gateway)
    {
        Origins = origins;
        Gateway = gateway;
    }

    public IReadOnlyList<Origin> Origins { get; }

    public LabGateway Gateway { get; }

    public Origin A => Origins[0];

    public Origin B => Origins[1];

    public Origin C => Origins[2];

    /// <summary>Starts all four; a silent cluster is given up as late as the gateway does by itself.</summary>
    public static async Task<ThreeClusters> StartAsync(object? route = null, Action<LabSettings>? change = null, Func<OriginOptions, OriginOptions>? origin = null)
    {
        string[] names = ["a", "b", "c"];
        var origins = await Task.WhenAll(names.Select(name =>
        {
            var options = new OriginOptions { Name = name, Library = LabModules.Public() };
            return Origin.StartAsync(origin is null ? options : origin(options));
        }));
        var settings = Settings(origins, route);
        change?.Invoke(settings);
        return new ThreeClusters(origins, await LabGateway.StartAsync(settings));
    }

    public static LabSettings Settings(IEnumerable<Origin> origins, object? route = null)
    {
        var settings = new LabSettings()
            .Route("*", "a,b,c", route ?? new { NotFound = "Next" })
            .WithoutCache();
        return origins.Aggregate(settings, (all, origin) => all.Cluster(origin));
    }

    public async Task<(int Status, string Text, HttpResponseMessage Response)> GetAsync(string path)
    {
        var response = await Gateway.Client.GetAsync("/" + path, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var origin in Origins)
        {
            origin.Heal();
        }

        await Gateway.DisposeAsync();
        foreach (var origin in Origins)
        {
            await origin.DisposeAsync();
        }
    }
}
