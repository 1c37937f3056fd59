using Gateway.FailoverBench.Origins;

namespace Gateway.FailoverBench;

/// <summary>A fault under load.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">What happens, for people.</param>
/// <param name="PlayAsync">Makes it happen; ends when everything is well again.</param>
internal sealed record Scenario(string Name, string Title, Func<Scene, Task> PlayAsync)
{
    private static readonly TimeSpan FlapTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RestartTime = TimeSpan.FromSeconds(0.5);

    /// <summary>Whether the line to the first replica is part of it.</summary>
    public bool NeedsRelay { get; private init; }

    /// <summary>Who names the replicas.</summary>
    public Naming Naming { get; private init; }

    public static IReadOnlyList<Scenario> All { get; } =
    [
        OneFault("kill", "a replica is killed (-9), later started again", site => site.First.KillAsync(), site => site.First.StartAsync()),
        OneFault("freeze", "a replica is stopped (SIGSTOP), later continued", site => site.First.FreezeAsync(), site => site.First.ThawAsync()),
        OneFault("partition", "the line to a replica swallows everything", Do(site => site.Line.Part()), Do(site => site.Line.Join())) with { NeedsRelay = true },
        OneFault("loss", "the line to a replica loses one packet in twenty", Do(site => site.Line.Lose()), Do(site => site.Line.LoseNothing())) with { NeedsRelay = true },
        OneFault("half", "a replica answers every second request with 503", site => site.First.TellAsync("half"), site => site.First.TellAsync("heal")),
        OneFault("slow", "a replica is ten times slower", site => site.First.TellAsync("slow"), site => site.First.TellAsync("heal")),
        new Scenario("rolling", "everything is restarted in turn", RestartAllAsync),
        new Scenario("flapping", "a replica is stopped and continued every 2 s", FlapAsync),
        new Scenario("dns", "a host name leads to another replica, and the one before is ended", MoveAsync) { Naming = Naming.Dns },
        OneFault("etcd", "a replica is deleted from etcd and ended, later started and put back", LeaveAsync, ComeBackAsync) with { Naming = Naming.Etcd },
    ];

    private static Scenario OneFault(string name, string title, Func<Site, Task> breakAsync, Func<Site, Task> healAsync) => new(name, title, async scene =>
    {
        await scene.BreakAsync(Destinations.First, () => breakAsync(scene.Site));
        await scene.WaitAsync(scene.Length);
        await scene.HealAsync(Destinations.First, () => healAsync(scene.Site));
    });

    private static async Task RestartAllAsync(Scene scene)
    {
        var site = scene.Site;
        (string, OriginProcess)[] all = [(Destinations.First, site.First), (Destinations.Second, site.Second), (Destinations.Public, site.Public)];
        foreach (var (destination, origin) in all)
        {
            await scene.BreakAsync(destination, origin.EndAsync);
            await scene.WaitAsync(RestartTime);
            await scene.HealAsync(destination, origin.StartAsync);
            // Who restarts in turn waits until the last one is taken for well.
            await scene.Site.AreWellAsync(destination, scene.Cancellation);
        }
    }

    private static async Task FlapAsync(Scene scene)
    {
        for (var played = TimeSpan.Zero; played < scene.Length; played += 2 * FlapTime)
        {
            await scene.BreakAsync(Destinations.First, scene.Site.First.FreezeAsync);
            await scene.WaitAsync(FlapTime);
            await scene.HealAsync(Destinations.First, scene.Site.First.ThawAsync);
            await scene.WaitAsync(FlapTime);
        }
    }

    private static async Task MoveAsync(Scene scene)
    {
        await scene.BreakAsync(Destinations.Resolved, () =>
        {
            HostNames.Set(Site.SecondHost);
            return scene.Site.First.EndAsync();
        });
        await scene.WaitAsync(scene.Length);
        await scene.HealAsync(Destinations.Resolved, scene.Site.First.StartAsync);
        HostNames.Set(Site.FirstHost, Site.SecondHost);
    }

    private static Task LeaveAsync(Site site) => Task.WhenAll(site.Etcd!.DeleteAsync("d1"), site.First.EndAsync());

    private static async Task ComeBackAsync(Site site)
    {
        await site.First.StartAsync();
        await site.Etcd!.PutAsync("d1", site.First.Address);
    }

    private static Func<Site, Task> Do(Action<Site> action) => site =>
    {
        action(site);
        return Task.CompletedTask;
    };
}
