using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Chaos;

/// <summary>Ten thousand requests while destinations die, lie and return at random, paced by the answers that came.</summary>
public class ChaosTests
{
    private const int Requests = 10_000;
    private const int Clients = 16;
    private const int AnswersBetween = 40;

    // Silences hold no more than a few requests and end with the next act, so that none waits for a time-out; streams that
    // cannot be taken up again break a few times, as by a death, and not for minutes.
    private const int Few = 3;

    // An empty body is missing: for a list it is a right answer.
    private static readonly Func<Random, (Fault? Fault, int Times)>[] Ills =
    [
        static _ => (null, 0),
        static _ => (null, 0),
        static random => (Fault.DieInBody(random.Next(200_000)), int.MaxValue),
        static random => (Fault.DieInBody(random.Next(200_000), isChunked: true), Few),
        static random => (Fault.ShorterThanAnnounced(random.Next(200_000)), int.MaxValue),
        static _ => (Fault.CutWithoutLength, Few),
        static _ => (Fault.Reset, int.MaxValue),
        static _ => (Fault.Garbage, int.MaxValue),
        static _ => (Fault.Html, int.MaxValue),
        static _ => (Fault.WrongVersion, int.MaxValue),
        static _ => (Fault.NotAZip, int.MaxValue),
        static _ => (Fault.RedirectLoop, int.MaxValue),
        static random => (Fault.Status(((int[])[400, 401, 429, 500, 502, 503])[random.Next(6)]), int.MaxValue),
        static _ => (Fault.Silence, Few),
        static _ => (Fault.HeadersThenSilence, Few),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_one_cluster_is_whole_only_streams_that_had_begun_on_a_dying_destination_fail_and_they_are_counted(bool isCached)
    {
        const int Seed = 7;
        await using var landscape = await ChaosLandscape.StartAsync(isCached);
        using var aborted = new Counted("gateway.upstream.aborted", landscape.Gateway);
        using var clients = new ChaosClients(landscape, Seed, Requests);

        var asking = clients.RunAsync(Clients);
        await PlayAsync(landscape, clients, new Random(Seed), keepsOneWhole: true);
        await asking;

        var wrong = clients.Findings.Where(finding => finding.Fault is not null || finding.Status is not (200 or 0)).ToList();
        wrong.Should().BeEmpty($"seed {Seed} was played");
        var cutOff = clients.Findings.Count(finding => !finding.IsWhole);
        aborted.Sum.Should().Be(cutOff, $"every stream that was cut off is counted, seed {Seed}");
        cutOff.Should().BeInRange(1, Requests / 100, "some streams break for good, and few do");
        clients.Findings.Should().HaveCount(Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_nothing_is_whole_failures_say_so_and_are_never_404(bool isCached)
    {
        const int Seed = 11;
        await using var landscape = await ChaosLandscape.StartAsync(isCached, triesAgain: false);
        // The first cluster knows half of the modules only, so that its honest 404 stands before the outages of the others.
        foreach (var module in landscape.Clusters[0].Origins[0].Library.All.Where((_, index) => index % 2 == 0))
        {
            landscape.Clusters[0].Origins[0].Library.Withdraw(module.Path, module.Version);
        }

        using var aborted = new Counted("gateway.upstream.aborted", landscape.Gateway);
        using var clients = new ChaosClients(landscape, Seed, Requests / 2);
        await landscape.ForAllAsync((cluster, destination) => cluster.BreakAsync(destination, Fault.Status(500), int.MaxValue));

        var asking = clients.RunAsync(Clients);
        // Whether any of the acts finds nobody whole depends on how quick the machine is; this beginning does not.
        await clients.WaitForAsync(AnswersBetween);
        await landscape.ForAllAsync((cluster, destination) => cluster.HealAsync(destination));
        await PlayAsync(landscape, clients, new Random(Seed), keepsOneWhole: false);
        await asking;

        clients.Findings.Where(finding => finding.Fault is not null).Should().BeEmpty($"seed {Seed} was played");
        clients.Findings.Select(finding => finding.Status).Distinct().Should().BeSubsetOf([200, 502, 503, 504, 0]).And.Contain([200, 502], $"seed {Seed} was played");
        aborted.Sum.Should().Be(clients.Findings.Count(finding => !finding.IsWhole), $"seed {Seed} was played");
    }

    /// <summary>Breaks and heals one destination after the other until the last answer has come.</summary>
    private static async Task PlayAsync(ChaosLandscape landscape, ChaosClients clients, Random random, bool keepsOneWhole)
    {
        var whole = 2;
        for (var act = 0; !clients.AreDone; act++)
        {
            await clients.WaitForAsync(AnswersBetween);
            landscape.Release();
            await landscape.ForgetAsync();
            if (keepsOneWhole && act % 10 == 9)
            {
                whole = await ChooseWholeAsync(landscape, clients, random);
            }

            var ill = random.Next(landscape.Clusters.Count);
            if (keepsOneWhole && ill == whole)
            {
                continue;
            }

            var destination = random.Next(2);
            var cluster = landscape.Clusters[ill];
            if (cluster.IsBroken(destination))
            {
                await cluster.HealAsync(destination);
                continue;
            }

            var (fault, times) = Ills[random.Next(Ills.Length)](random);
            await cluster.BreakAsync(destination, fault, times);
        }

        landscape.Heal();
    }

    /// <summary>Another cluster becomes the whole one. A request that has passed it while it was ill must not meet the next ills.</summary>
    private static async Task<int> ChooseWholeAsync(ChaosLandscape landscape, ChaosClients clients, Random random)
    {
        var whole = random.Next(landscape.Clusters.Count);
        for (var destination = 0; destination < 2; destination++)
        {
            if (landscape.Clusters[whole].IsBroken(destination))
            {
                await landscape.Clusters[whole].HealAsync(destination);
            }
        }

        var passed = clients.WaitForThoseInFlightAsync();
        while (!passed.IsCompleted)
        {
            // The next silence may hold what the last one let go.
            landscape.Release();
            await Task.WhenAny(passed, clients.WaitForAsync(1));
        }

        return whole;
    }
}
