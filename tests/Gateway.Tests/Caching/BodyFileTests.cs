using Gateway.Caching;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Caching;

/// <summary>Files in memory, as the system sees them.</summary>
public sealed class BodyFileTests
{
    private const int Modules = 200;
    private const int ModuleBytes = 300_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_leave_three_quarters_of_what_may_be_open_to_connections()
    {
        using var folder = new TemporaryFolder();
        await using var origin = await StartOriginAsync();
        await File.WriteAllTextAsync(folder["appsettings.json"], Settings(origin).ToString(), Cancellation);
        await using var gateway = await GatewayProcess.StartLimitedAsync(400, Cancellation, $"--settings={folder.Path}");

        await AskAsync(gateway, origin);

        InMemory(gateway).Should().Be(100);
    }

    [Fact]
    public async Task What_was_evicted_is_let_go()
    {
        using var folder = new TemporaryFolder();
        await using var origin = await StartOriginAsync();
        await File.WriteAllTextAsync(folder["appsettings.json"], Settings(origin).Set("Caching:MemoryMegabytes", 16).ToString(), Cancellation);
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, $"--settings={folder.Path}");

        await AskAsync(gateway, origin);

        // The collector comes when something is asked of it.
        await Eventually.TrueAsync(
            async () =>
            {
                await AskAsync(gateway, origin, modules: 1);
                return InMemory(gateway) is > 0 and < Modules / 2;
            },
            "what does not fit is let go: some fifty do",
            Cancellation);
    }

    private static Task<Origin> StartOriginAsync() => Origin.StartAsync(new OriginOptions
    {
        Name = "origin",
        Library = new ModuleLibrary([.. Enumerable.Range(0, Modules).Select(number => new LabModule
        {
            Path = "example.org/many",
            Version = $"v1.{number}.0",
            Files = [LabFile.Incompressible("data.bin", ModuleBytes, seed: number)],
        })]),
    });

    private static LabSettings Settings(Origin origin) => new LabSettings()
        .Cluster(origin).Route("*", origin.Name).Set("Listeners:Plain:Url", "http://127.0.0.1:0").Set("Listeners:Ops:Url", "http://127.0.0.1:0");

    /// <summary>Every module until it lies in a file, and looks at what comes.</summary>
    private static async Task AskAsync(GatewayProcess gateway, Origin origin, int modules = Modules)
    {
        using var client = new HttpClient();
        for (var number = 0; number < modules; number++)
        {
            var zip = origin.Library.Find("example.org/many", $"v1.{number}.0")!.Zip.ToArray();
            // Some more: whoever asks while the first answer is put away has that one.
            for (var time = 0; time < KeptBody.SendsFromMemory + 10; time++)
            {
                var answer = await client.GetByteArrayAsync($"{gateway.GoProxy}/example.org/many/@v/v1.{number}.0.zip", Cancellation);
                answer.AsSpan().SequenceEqual(zip).Should().BeTrue();
            }
        }
    }

    private static int InMemory(GatewayProcess gateway) => gateway.OpenFiles.Count(static file => file.Contains("memfd:gateway-body", StringComparison.Ordinal));
}
