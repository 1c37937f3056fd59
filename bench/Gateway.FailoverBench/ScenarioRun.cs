using System.Collections.Concurrent;
using Gateway.FailoverBench.Load;
using Gateway.FailoverBench.Results;
using Gateway.Health;

namespace Gateway.FailoverBench;

/// <summary>Plays one scenario on a site of its own: a quarter of the load is calm, then the fault, then time to come back.</summary>
internal static class ScenarioRun
{
    private const double CalmShare = 0.25;
    private const double FaultShare = 0.4;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<Figures> RunAsync(Scenario scenario, int requests, int perSecond, CancellationToken cancellation)
    {
        await using var site = await Site.StartAsync(scenario.NeedsRelay, scenario.Naming);
        await site.AreWellAsync(destination: null, cancellation);
        var whole = TimeSpan.FromSeconds((double)requests / perSecond);
        var scene = new Scene(site, whole * FaultShare, cancellation);
        var load = new OpenLoad(site.Gateway.Client, perSecond);
        using var watch = new AttemptWatch(load, scene);
        var warm = await load.RunAsync((int)(WarmUp.TotalSeconds * perSecond), cancellation);
        if (warm.All(static sample => sample.Attempts == 0))
        {
            throw new InvalidOperationException("The gateway's spans do not say whom it asked: nothing can be said of who met a fault.");
        }

        var transitions = new ConcurrentQueue<Transition>();
        site.Transitions.Happened += transitions.Enqueue;
        using var names = new NameWatch(site.Current, transitions.Enqueue);
        var running = load.RunAsync(requests, cancellation);
        await scene.WaitAsync(whole * CalmShare);
        await scenario.PlayAsync(scene);
        return new Figures(await running, scene, [.. transitions]);
    }
}
