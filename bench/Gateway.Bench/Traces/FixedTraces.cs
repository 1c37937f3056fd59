namespace Gateway.Bench.Traces;

/// <summary>The traces that every version is measured on, made from seeds; a test holds their checksums.</summary>
internal static class FixedTraces
{
    private const int Requests = 1_000_000;
    private const int Keys = 100_000;
    private const int EqualSize = 4096;

    // A crawler, a mirror that fills itself, a scanner of licences: a quarter of all keys, each once, after every 100,000 requests.
    private const int BetweenScans = 100_000;
    private const int ScanLength = 25_000;

    // 20,000 versions, each with four files: six gigabytes, nearly all of them in zips.
    private const int Versions = 20_000;

    public static Trace Zipf08 => Equal("Zipf 0.8", 0.8, seed: 8);

    public static Trace Zipf10 => Equal("Zipf 1.0", 1.0, seed: 10);

    public static Trace Zipf12 => Equal("Zipf 1.2", 1.2, seed: 12);

    /// <summary>Zipf 1.0 between scans of keys that are never asked for again.</summary>
    public static Trace Scans
    {
        get
        {
            var calm = Zipf10;
            List<TraceItem> items = [.. calm.Items];
            List<int> requests = [];
            foreach (var stretch in calm.Requests.Chunk(BetweenScans))
            {
                requests.AddRange(stretch);
                requests.AddRange(Enumerable.Range(items.Count, ScanLength));
                items.AddRange(Enumerable.Range(items.Count, ScanLength).Select(Item));
            }

            return new Trace("Zipf 1.0 and scans", items, [.. requests]);
        }
    }

    /// <summary>What builds ask for: lists and small files by the dozen, and zips of every size up to 16 MiB.</summary>
    public static Trace Builds => Files("Builds", Versions, Requests, seed: 16);

    /// <summary>The same, so small that it can be asked for over HTTP many times.</summary>
    public static Trace SmallBuilds => Files("Small builds", versions: 300, requests: 18_000, seed: 17);

    /// <summary>What hit ratios are counted on.</summary>
    public static IEnumerable<Trace> All => [Zipf08, Zipf10, Zipf12, Scans, Builds];

    private static Trace Equal(string name, double exponent, ulong seed)
    {
        var random = new TraceRandom(seed);
        var popularity = new Zipf(Keys, exponent);
        return new Trace(name, [.. Enumerable.Range(0, Keys).Select(Item)], [.. Enumerable.Range(0, Requests).Select(_ => popularity.Next(random))]);
    }

    private static Trace Files(string name, int versions, int requests, ulong seed)
    {
        var random = new TraceRandom(seed);
        var popularity = new Zipf(versions, 1.0);
        var items = Enumerable.Range(0, versions).SelectMany(version => FilesOf(version, random)).ToList();
        return new Trace(name, items, [.. Enumerable.Range(0, requests).Select(_ => (4 * popularity.Next(random)) + NextFile(random))]);
    }

    private static TraceItem Item(int number) => new($"example.org/group{number % 97}/module{number}/@v/v1.{number % 40}.0.mod", EqualSize);

    private static IEnumerable<TraceItem> FilesOf(int version, TraceRandom random)
    {
        var path = $"example.org/group{version % 97}/module{version}/@v/";
        yield return new TraceItem(path + "list", random.NextLogNormal(200, 1.2, 8, 64 << 10));
        yield return new TraceItem(path + "v1.0.0.info", 160);
        yield return new TraceItem(path + "v1.0.0.mod", random.NextLogNormal(600, 1.3, 30, 128 << 10));
        yield return new TraceItem(path + "v1.0.0.zip", random.NextLogNormal(60 << 10, 1.8, 400, 16 << 20));
    }

    // Of hundred requests about these: a go.mod is read for every version of a graph, a zip only for what is built.
    private static int NextFile(TraceRandom random) => random.NextShare() switch
    {
        < 0.15 => 0,
        < 0.40 => 1,
        < 0.75 => 2,
        _ => 3,
    };
}
