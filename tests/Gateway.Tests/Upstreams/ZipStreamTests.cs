using System.IO.Compression;
using System.Security.Cryptography;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Upstreams;

/// <summary>Zips that break while they are sent: taken up again, or never taken for whole.</summary>
public class ZipStreamTests
{
    private const string Changing = "example.org/changing/@v/v1.0.0.zip";

    [Theory]
    [InlineData("die")]
    [InlineData("short")]
    public async Task A_zip_that_breaks_is_taken_up_again_where_it_broke(string fault)
    {
        await using var clusters = await ThreeClusters.StartAsync();
        clusters.A.Break(Fault.Find(fault)!, request => request.Path.EndsWith(".zip", StringComparison.Ordinal), times: 1);
        using var resumed = new Counted("gateway.upstream.resumed", clusters.Gateway);

        var body = await clusters.Gateway.Client.GetByteArrayAsync("/" + ThreeClusters.LargeZip, TestContext.Current.CancellationToken);

        clusters.A.Requests.Last.Header("Range").Should().StartWith("bytes=");
        clusters.A.Requests.Last.Header("If-Range").Should().StartWith("\"");
        SHA256.HashData(body).Should().Equal(SHA256.HashData(await TruthAsync(clusters)));
        clusters.B.Requests.Should().BeEmpty("a zip is resumed where its bytes come from");
        resumed.Sum.Should().Be(1);
    }

    [Fact]
    public async Task A_zip_is_taken_up_again_as_often_as_is_allowed()
    {
        await using var clusters = await ThreeClusters.StartAsync(change: settings => settings.Set("Failover:MaxResumes", 2));
        clusters.A.Break(Fault.DieInBody(1000), request => request.Path.EndsWith(".zip", StringComparison.Ordinal));
        using var broken = new Counted("gateway.upstream.broken", clusters.Gateway);

        await ShouldBreakAsync(clusters, ThreeClusters.LargeZip);

        clusters.A.Requests.Should().HaveCount(3);
        await Eventually.TrueAsync(() => broken.Sum > 0, "it is counted, which is after its client knows", TestContext.Current.CancellationToken);
        broken.Tags("cluster", "a").Should().ContainSingle();
    }

    [Theory]
    [InlineData("die", false)]
    [InlineData("die", true)]
    [InlineData("short", false)]
    [InlineData("headers", false)]
    [InlineData("cut", false)]
    public async Task A_zip_that_cannot_be_taken_up_again_never_looks_whole(string fault, bool isChunked)
    {
        await using var clusters = await ThreeClusters.StartAsync(origin: options => options with { HasValidators = false, IsChunked = isChunked });
        clusters.A.Break(
            fault == "headers" ? Fault.DieInBody(1000, isChunked) : Fault.Find(fault)!,
            request => request.Path.EndsWith(".zip", StringComparison.Ordinal));
        using var broken = new Counted("gateway.upstream.broken", clusters.Gateway);

        await ShouldBreakAsync(clusters, ThreeClusters.LargeZip);

        await Eventually.TrueAsync(() => broken.Sum > 0, "it is counted, which is after its client knows", TestContext.Current.CancellationToken);
        broken.Sum.Should().Be(1);
    }

    [Fact]
    public async Task A_zip_of_unknown_length_is_whole_with_its_end_record()
    {
        await using var clusters = await ThreeClusters.StartAsync(origin: options => options with { IsChunked = true });

        var body = await clusters.Gateway.Client.GetByteArrayAsync("/" + ThreeClusters.LargeZip, TestContext.Current.CancellationToken);

        using var zip = new ZipArchive(new MemoryStream(body));
        zip.Entries.Should().OnlyContain(entry => entry.FullName.StartsWith("example.org/large@v1.0.0/"));
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public async Task A_broken_zip_is_taken_up_by_a_sibling_that_has_the_same_bytes_and_by_no_other(int seed, bool isResumed)
    {
        await using var clusters = await ThreeClusters.StartAsync(change: settings => settings.Set("Failover:MaxResumes", 1));
        (await clusters.Gateway.ReloadAsync(
            ThreeClusters.Settings(clusters.Origins).Cluster("a", null, clusters.A.Address, clusters.B.Address).ToString())).Should().BeTrue();
        Publish(clusters.A, 7);
        Publish(clusters.B, seed);
        clusters.A.Break(Fault.DieInBody(1000), request => request.Header("Range") is null);
        clusters.B.Break(Fault.DieInBody(1000), request => request.Header("Range") is null);
        // Whoever sent the beginning is dead by now; the other one is asked for the rest.
        clusters.A.Break(Fault.Reset, request => request.Header("Range") is not null && clusters.A.Requests.Any(seen => seen.Header("Range") is null));
        clusters.B.Break(Fault.Reset, request => request.Header("Range") is not null && clusters.B.Requests.Any(seen => seen.Header("Range") is null));

        if (isResumed)
        {
            var body = await clusters.Gateway.Client.GetByteArrayAsync("/" + Changing, TestContext.Current.CancellationToken);
            body.Should().Equal(clusters.A.Library.Find("example.org/changing", "v1.0.0")!.Zip.ToArray());
        }
        else
        {
            await ShouldBreakAsync(clusters, Changing);
        }
    }

    private static void Publish(Origin origin, int seed) => origin.Library.Publish(new LabModule
    {
        Path = "example.org/changing",
        Version = "v1.0.0",
        Files = [LabFile.Incompressible("data.bin", 64 * 1024, seed)],
    });

    /// <summary>The client is refused where nothing was sent yet, else cut off, be it before the headers have reached it.</summary>
    private static async Task ShouldBreakAsync(ThreeClusters clusters, string path)
    {
        try
        {
            using var response = await clusters.Gateway.Client.GetAsync("/" + path, TestContext.Current.CancellationToken);
            ((int)response.StatusCode).Should().Be(502);
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain(" broke off on its way\na: The body broke");
        }
        catch (HttpRequestException cutOff)
        {
            cutOff.StatusCode.Should().BeNull();
        }
    }

    private static async Task<byte[]> TruthAsync(ThreeClusters clusters)
    {
        clusters.A.Heal();
        using var client = new HttpClient();
        return await client.GetByteArrayAsync(new Uri(clusters.A.Address, ThreeClusters.LargeZip), TestContext.Current.CancellationToken);
    }
}
