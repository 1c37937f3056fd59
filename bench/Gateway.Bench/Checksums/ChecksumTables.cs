using System.Diagnostics;
using System.IO.Compression;
using Gateway.Bench.Results;
using Gateway.Lab;
using Gateway.Tests.EndToEnd;

namespace Gateway.Bench.Checksums;

/// <summary>What checking adds to a cold zip of 5 MB of real sources: downloaded whole, with and without, in turns.</summary>
internal static class ChecksumTables
{
    private const string Module = "example.org/sources";
    private const int ZipBytes = 5_000_000;
    private const int Versions = 15;

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        var tree = new ModuleTree(folder["tree"]);
        var files = Sources(folder["sources"]);
        Parallel.For(0, Versions, new ParallelOptions { MaxDegreeOfParallelism = 2 }, number => tree.Publish(new ModuleSource(Version(number), files)));
        await using var database = await ChecksumDatabase.StartAsync([tree], cancellation);
        await AskAllAsync(database, cancellation);

        var table = new MarkdownTable("a cold zip of 5 MB over", "unchecked, ms", "`Report` / unchecked", "`Enforce` / unchecked");
        await AddAsync(table, "a line of 100 Mbit/s, 30 ms to the first byte", tree, database, TimeSpan.FromMilliseconds(30), 100e6 / 8, cancellation);
        await AddAsync(table, "a line of 1 Gbit/s, 30 ms to the first byte", tree, database, TimeSpan.FromMilliseconds(30), 1e9 / 8, cancellation);
        await AddAsync(table, "loopback, at once", tree, database, TimeSpan.Zero, double.PositiveInfinity, cancellation);
        return table;
    }

    private static async Task AddAsync(
        MarkdownTable table, string name, ModuleTree tree, ChecksumDatabase database, TimeSpan delay, double bytesPerSecond, CancellationToken cancellation)
    {
        await using var origin = await PacedOrigin.StartAsync(tree.Folder, delay, bytesPerSecond);
        await using var off = await StartAsync("Off", origin, database);
        await using var report = await StartAsync("Report", origin, database);
        await using var enforce = await StartAsync("Enforce", origin, database);
        var (plain, reported, enforced) = (new Rounds(), new Rounds(), new Rounds());
        for (var number = 0; number < Versions; number++)
        {
            var path = $"/{Module}/@v/{Version(number).Version}.zip";
            // The first one warms what has to be compiled.
            var isMeasured = number > 0;
            foreach (var (gateway, rounds) in new[] { (off, plain), (report, reported), (enforce, enforced) })
            {
                var took = await DownloadAsync(gateway, path, cancellation);
                if (isMeasured)
                {
                    rounds.Add(took.TotalMilliseconds);
                }
            }
        }

        table.Add(name, plain.ToString("0"), reported.Over(plain).ToString("0.00"), enforced.Over(plain).ToString("0.00"));
    }

    private static Task<LabGateway> StartAsync(string mode, PacedOrigin origin, ChecksumDatabase database) => LabGateway.StartAsync(new LabSettings()
        .Cluster("origin", null, origin.Address)
        .Cluster("sum", new { Kind = "ChecksumDatabase" }, database.Address)
        .Route("*", "origin", new { Checksums = mode })
        .ChecksumDatabase(ChecksumDatabase.Name, "sum", database.Key)
        .Set("Logging:LogLevel:Default", nameof(LogLevel.Warning)));

    private static async Task<TimeSpan> DownloadAsync(LabGateway gateway, string path, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await gateway.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null, cancellation);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>The database hashes a module when it is first asked for it, which is not what is measured.</summary>
    private static async Task AskAllAsync(ChecksumDatabase database, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        for (var number = 0; number < Versions; number++)
        {
            (await client.GetAsync(new Uri(database.Address, $"lookup/{Version(number)}"), cancellation)).EnsureSuccessStatusCode();
        }
    }

    private static ModuleVersion Version(int number) => new(Module, $"v1.0.{number}");

    /// <summary>So many files of real modules that they pack to what is wanted.</summary>
    private static Dictionary<string, byte[]> Sources(string folder)
    {
        var real = new ModuleTree(folder);
        // Only the tests of others need what is made up there.
        DebianModules.PublishTo(real, MadeModules.Paths);
        var files = new Dictionary<string, byte[]>();
        var packed = 0L;
        foreach (var zip in Directory.EnumerateFiles(folder, "*.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var archive = ZipFile.OpenRead(zip);
            foreach (var entry in archive.Entries.TakeWhile(_ => packed < ZipBytes))
            {
                using var content = entry.Open();
                using var bytes = new MemoryStream();
                content.CopyTo(bytes);
                files[$"{files.Count % 50}/{files.Count}{Path.GetExtension(entry.Name)}"] = bytes.ToArray();
                packed += entry.CompressedLength + 120 + (2 * Module.Length);
            }
        }

        return packed >= ZipBytes ? files : throw new InvalidOperationException($"The real modules pack to {packed} bytes only.");
    }
}
