using System.Globalization;
using Gateway.Bench.Peers;
using Gateway.Bench.Results;
using Gateway.Bench.Traces;
using Gateway.Lab;
using Gateway.Tests.EndToEnd;

namespace Gateway.Bench.Resolvers;

/// <summary>A hundred resolvers at once, through a gateway that begins empty and through one that keeps nothing.</summary>
internal static class ResolverTables
{
    private const int Resolvers = 100;
    private const int ProjectsOfOne = 8;
    private const int Requirements = 6;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(300);

    // Builds begin when somebody pushes, not all at once.
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromMilliseconds(30);

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        using var modules = ModuleSet.Real();
        await using var origin = await SlowOrigin.StartAsync(modules.Find, Latency);
        List<Way> ways = [new("without cache"), new("with cache")];
        for (var round = 0; round < Rounds.Count; round++)
        {
            foreach (var way in ways)
            {
                var settings = GatewayBefore.Settings(origin.Address);
                await using var gateway = await LabGateway.StartAsync(way == ways[0] ? settings.WithoutCache() : settings);
                var before = origin.Asked;
                var asked = await ResolveAsync(modules, gateway.Client, cancellation);
                way.Add(asked, origin.Asked - before);
            }
        }

        var table = new MarkdownTable("100 resolvers", "requests", "p95 of a request, ms", "p95 / without cache", "kept, %", "not asked upstream, %");
        foreach (var way in ways)
        {
            table.Add(
                way.Name, way.Requests.ToString("N0", CultureInfo.InvariantCulture), way.Late.ToString("0"), way.Late.Over(ways[0].Late).ToString("0.000"),
                way.Hits.ToString("0.0"), way.Spared.ToString("0.0"));
        }

        return table;
    }

    private static async Task<IReadOnlyList<AskedOnce>> ResolveAsync(ModuleSet modules, HttpClient client, CancellationToken cancellation)
    {
        var random = new TraceRandom(100);
        var asked = await Task.WhenAll(Enumerable.Range(0, Resolvers).Select(number => (number, projects: Projects(random))).Select(async resolver =>
        {
            await Task.Delay(resolver.number * BetweenStarts, cancellation);
            var own = new List<AskedOnce>();
            foreach (var project in resolver.projects)
            {
                own.AddRange(await new Resolver(modules, client).ResolveAsync(project, cancellation));
            }

            return own;
        }));
        return [.. asked.SelectMany(requests => requests)];
    }

    private static List<List<ModuleVersion>> Projects(TraceRandom random) =>
        [.. Enumerable.Range(0, ProjectsOfOne).Select(_ => Enumerable.Range(0, Requirements).Select(_ => Pick(random)).Distinct().ToList())];

    private static ModuleVersion Pick(TraceRandom random) => DebianModules.Newest[(int)(random.Next() % (ulong)DebianModules.Newest.Count)];

    private sealed record Way(string Name)
    {
        public int Requests { get; private set; }

        public Rounds Late { get; } = new();

        public Rounds Hits { get; } = new();

        public Rounds Spared { get; } = new();

        public void Add(IReadOnlyList<AskedOnce> asked, int upstream)
        {
            var took = new Rounds();
            foreach (var answer in asked)
            {
                took.Add(answer.Took.TotalMilliseconds);
            }

            Requests = asked.Count;
            Late.Add(took.Percentile(0.95));
            Hits.Add(100 * asked.Average(answer => answer.IsHit ? 1.0 : 0.0));
            Spared.Add(100 - (100.0 * upstream / asked.Count));
        }
    }
}
