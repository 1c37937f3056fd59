using Gateway.Health;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Settings;
using Gateway.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Health;

/// <summary>A gateway that probes, in front of one cluster of Athens-like replicas.</summary>
internal sealed class HealthBed : IAsyncDisposable
{
    public const string Mod = "/example.org/hello/@v/v1.1.0.mod";

    /// <summary>A module that every replica has.</summary>
    public const string Known = "example.org/hello@v1.1.0";

    private HealthBed(IReadOnlyList<Origin> replicas, LabGateway gateway)
    {
        Replicas = replicas;
        Gateway = gateway;
    }

    public IReadOnlyList<Origin> Replicas { get; }

    public LabGateway Gateway { get; }

    public Transitions Transitions => Gateway.App.Services.GetRequiredService<Transitions>();

    /// <param name="replicas">How many there are.</param>
    /// <param name="change">Changes the settings.</param>
    /// <param name="upstream">What is said of the cluster; null: what this bed says.</param>
    /// <param name="probeTimeout">When a probe is given up: late, but where a replica says nothing, so that a busy machine makes nobody ill.</param>
    public static async Task<HealthBed> StartAsync(int replicas = 1, Action<LabSettings>? change = null, object? upstream = null, string probeTimeout = "00:00:05")
    {
        var origins = new List<Origin>();
        for (var index = 0; index < replicas; index++)
        {
            origins.Add(await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Name = $"athens{index + 1}" }));
        }

        var settings = new LabSettings().WithoutCache().WithProbes()
            .Cluster("athens", upstream ?? new { Kind = "Athens", Trust = "Internal", ProbeModule = Known, ProbeTimeout = probeTimeout }, origins.Select(origin => origin.Address))
            .Route("*", "athens");
        change?.Invoke(settings);
        return new HealthBed(origins, await LabGateway.StartAsync(settings));
    }

    /// <summary>The standing of the replica with this number, from 1.</summary>
    public Standing Standing(int number) => Gateway.App.Services.GetRequiredService<CurrentSnapshot>().Value.Upstreams["athens"].Destinations
        .Single(destination => destination.State.DestinationId == $"d{number}").Standing;

    /// <summary>Waits until a replica is in a state.</summary>
    public async Task<Standing> IsAsync(int number, HealthState state)
    {
        var standing = Standing(number);
        using var deadline = Patience.Bounded(TestContext.Current.CancellationToken);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (standing.State != state)
        {
            try
            {
                await look.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"athens/d{number} is {standing.State} ({standing.Evidence}) and never became {state}.");
            }
        }

        // The state is seen a moment before its evidence and its transition, which are written under one lock: now they are there.
        _ = standing.IsInDoubt;
        return standing;
    }

    public async Task<int> GetAsync(string path)
    {
        using var response = await Gateway.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas)
        {
            replica.Heal();
        }

        await Gateway.DisposeAsync();
        foreach (var replica in Replicas)
        {
            await replica.DisposeAsync();
        }
    }
}
