using System.Security.Cryptography;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>An upgrade of all gateways, one after the other, while builds go on.</summary>
public sealed class RollingRestartTests
{
    private const string Toolchain = "/golang.org/toolchain/@v/v0.0.1-go1.99.0.linux-amd64.zip";
    private const int ToolchainBytes = 300 << 20;

    private static readonly string[] Paths =
    [
        "/example.org/hello/@v/list", "/example.org/hello/@v/v1.1.0.info", "/example.org/hello/@v/v1.1.0.mod", "/example.org/hello/@v/v1.1.0.zip", "/example.org/hello/@latest",
        "/example.org/text/@v/v1.1.0.mod", "/example.org/text/@v/v1.1.0.zip",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_fails_and_no_build_notices_while_one_gateway_after_the_other_is_restarted()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        await using var replicas = await BalancedReplicas.StartAsync(origin);
        using var client = new HttpClient();
        var truth = new Dictionary<string, byte[]>();
        foreach (var path in Paths)
        {
            truth[path] = await client.GetByteArrayAsync(new Uri(origin.Address, path), Cancellation);
        }

        using var done = new CancellationTokenSource();
        await using var load = new ConstantLoad(replicas.Address, truth);
        var builds = BuildAsync(replicas.Address, done.Token);

        foreach (var name in BalancedReplicas.Names)
        {
            await replicas.RestartAsync(name);
        }

        await done.CancelAsync();
        await load.StopAsync();
        (await builds).Should().BePositive();
        load.Faults.Should().BeEmpty();
        load.Answers.Should().BeGreaterThan(100);
        foreach (var name in BalancedReplicas.Names)
        {
            await replicas.StopAsync(name);
        }

        var records = replicas.Audited();
        records.Select(record => record.GetProperty("client").GetString()).Distinct().Should().BeEquivalentTo(ConstantLoad.Client, "127.0.0.1");
        records.Count(record => record.GetProperty("client").GetString() == ConstantLoad.Client).Should().BeGreaterThanOrEqualTo(load.Answers);
        records.Should().OnlyContain(record => record.GetProperty("status").GetInt32() == 200);
    }

    [Fact]
    public async Task A_gateway_that_is_told_to_stop_in_the_middle_of_300_megabytes_brings_the_rest()
    {
        var toolchain = LabModules.ToolchainOf(ToolchainBytes);
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(new ModuleLibrary(toolchain)));
        await using var replicas = await BalancedReplicas.StartAsync(origin);
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(replicas.Address, Toolchain), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        var beginning = new byte[1 << 20];
        await body.ReadExactlyAsync(beginning, Cancellation);

        foreach (var name in BalancedReplicas.Names)
        {
            await replicas.TellToStopAsync(name);
        }

        // Both are gone for new clients, and the one that has this client is there for him.
        await Caching.Eventually.TrueAsync(() => IsRefusedAsync(replicas.Address), "nobody takes new connections", Cancellation);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(beginning);
        long length = beginning.Length;
        var buffer = new byte[1 << 20];
        for (var read = await body.ReadAsync(buffer, Cancellation); read > 0; read = await body.ReadAsync(buffer, Cancellation))
        {
            hash.AppendData(buffer.AsSpan(0, read));
            length += read;
        }

        length.Should().Be(toolchain.Zip.Length);
        hash.GetHashAndReset().Should().Equal(HashOf(toolchain.Zip));
        foreach (var name in BalancedReplicas.Names)
        {
            await replicas.EndsAsync(name);
        }
    }

    /// <summary>Builds with an empty module cache each, until it is done; how many there were.</summary>
    private static async Task<int> BuildAsync(Uri address, CancellationToken done)
    {
        var builds = 0;
        for (; !done.IsCancellationRequested; builds++)
        {
            using var go = new GoCommand(GoRelease.Newest, address.GetLeftPart(UriPartial.Authority));
            (await go.RunAsync(Cancellation, "mod", "download", "example.org/hello@v1.1.0", "example.org/hello@v1.0.0", "example.org/text@v1.1.0")).Succeeded();
        }

        return builds;
    }

    private static async Task<bool> IsRefusedAsync(Uri address)
    {
        using var client = new HttpClient();
        try
        {
            using var response = await client.GetAsync(address, Cancellation);
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private static byte[] HashOf(LabBody body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var memory in body.Bytes)
        {
            hash.AppendData(memory.Span);
        }

        return hash.GetHashAndReset();
    }
}
