using System.Net;
using System.Net.Http.Headers;
using Gateway.Caching;
using Gateway.Tests.Access;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;
using GoModules;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Checksums;

/// <summary>No client ever gets the whole of a zip that is wrong, whatever it asks for.</summary>
[Collection<RealPeers>]
public sealed class WithheldBodyTests(Peers peers)
{
    private const int Corruptions = 500;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 2, true)]
    public async Task A_wrong_zip_is_got_whole_by_nobody(int http, int seed, bool isChunked)
    {
        var clock = new AheadClock();
        await using var certificates = new CertificateBed();
        await using var bed = await ChecksumBed.StartAsync(
            peers,
            "Enforce",
            change: settings => settings.Set("Listeners:Edge:Url", "https://127.0.0.1:0").Set("Listeners:Edge:Clients", "Anonymous")
                .Set("Listeners:Edge:Certificate", certificates.PathOf("server.pem")).Set("Listeners:Edge:Key", certificates.PathOf("server.key"))
                .Set("Checksums:DistrustFor", "00:00:01"),
            time: clock);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = certificates.Tls() })
        {
            BaseAddress = bed.Gateway.AddressOf("Edge"),
            DefaultRequestVersion = http == 2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var module = Corruption.Large(peers);
        var truth = await File.ReadAllBytesAsync(peers.Tree.FileOf(module, "zip"), Cancellation);
        var right = DirHash.OfZip(truth, 1 << 26);
        var random = new Random(seed);
        var sent = truth;
        bed.Bad.IsChunked = isChunked;
        bed.Bad.Change = (path, body) => path.EndsWith(".zip", StringComparison.Ordinal) ? sent : body;
        var (wrong, whole) = (0, 0);

        for (var i = 0; i < Corruptions; i++)
        {
            sent = Corruption.AtRandom(truth, random);
            var isRight = DirHash.OfZip(sent, 1 << 26) == right;
            var got = await DownloadAsync(client, ChecksumBed.PathOf(module, "zip"), sent.Length, random);

            wrong += isRight ? 0 : 1;
            if (got.Length >= sent.Length)
            {
                // What cannot be seen in the hash, such as a date, is no harm.
                isRight.Should().BeTrue("corruption {0} was got whole", i);
                whole++;
            }

            // Who has no more to read has his end before the verdict, which would count from then on.
            await bed.Gateway.LandedAsync();
            clock.Move(TimeSpan.FromSeconds(2));
            await bed.Gateway.App.Services.GetRequiredService<HybridCache>().RemoveByTagAsync(CacheTags.Version(module.Path, module.Version), Cancellation);
        }

        wrong.Should().BeGreaterThan(Corruptions / 2);
        whole.Should().BeLessThanOrEqualTo(Corruptions - wrong);
        sent = truth;
        (await DownloadAsync(client, ChecksumBed.PathOf(module, "zip"), truth.Length, new WholeOnly())).Should().Equal(truth);
    }

    [Fact]
    public async Task Everybody_who_follows_a_zip_is_cut_off_and_a_range_of_its_end_shows_nothing()
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce");
        var module = Corruption.Large(peers);
        var wrong = Corruption.OfContent(await File.ReadAllBytesAsync(peers.Tree.FileOf(module, "zip"), Cancellation));
        bed.Bad.Change = (path, body) => path.EndsWith(".zip", StringComparison.Ordinal) ? wrong : body;
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bed.Database.Hold = path => path.StartsWith("lookup/", StringComparison.Ordinal) ? slow.Task : Task.CompletedTask;
        var path = ChecksumBed.PathOf(module, "zip");
        RangeHeaderValue?[] ranges = [null, null, new(0, 99), new(wrong.Length - 100, null), new(null, 10), new(wrong.Length / 2, null)];

        var asked = ranges.Select(range => SendAsync(bed.Gateway.Client, path, range)).ToList();
        var (beginning, _) = await asked[2];
        slow.SetResult();
        var got = (await Task.WhenAll(asked)).Select(one => one.Got).ToList();

        beginning.Should().Equal(wrong[..100], "what lies before the end is sent while it arrives");
        got[0].Length.Should().BeLessThan(wrong.Length - 1000);
        got[1].Length.Should().BeLessThan(wrong.Length - 1000);
        got[3].Should().BeEmpty();
        got[4].Should().BeEmpty();
        got[5].Length.Should().BeLessThan(wrong.Length - (wrong.Length / 2));
    }

    /// <summary>Downloads as a stubborn client would: whole, in two halves, with a resume, or the end first.</summary>
    private static async Task<byte[]> DownloadAsync(HttpClient client, string path, int length, Random random)
    {
        var middle = random.Next(1, length);
        switch (random.Next(4))
        {
            case 0:
                return (await SendAsync(client, path)).Got;
            case 1:
                return [.. (await SendAsync(client, path, new RangeHeaderValue(0, middle - 1))).Got, .. (await SendAsync(client, path, new RangeHeaderValue(middle, null))).Got];
            case 2:
                var (end, _) = await SendAsync(client, path, new RangeHeaderValue(middle, null));
                return [.. (await SendAsync(client, path, new RangeHeaderValue(0, middle - 1))).Got, .. end];
            default:
                var (got, tag) = await SendAsync(client, path);
                return got.Length == 0 || tag is null ? got : [.. got, .. (await SendAsync(client, path, new RangeHeaderValue(got.Length, null), tag)).Got];
        }
    }

    /// <summary>What of a body comes before the connection ends; nothing of a refusal.</summary>
    private static async Task<(byte[] Got, EntityTagHeaderValue? Tag)> SendAsync(HttpClient client, string path, RangeHeaderValue? range = null, EntityTagHeaderValue? resume = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        request.Headers.Range = range;
        request.Headers.IfRange = resume is null ? null : new RangeConditionHeaderValue(resume);
        var got = new MemoryStream();
        EntityTagHeaderValue? tag = null;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            // A whole body in answer to a range would be counted twice.
            if (!response.IsSuccessStatusCode || (range is not null && response.StatusCode != HttpStatusCode.PartialContent))
            {
                return ([], null);
            }

            tag = response.Headers.ETag;

            await using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
            await stream.CopyToAsync(got, Cancellation);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            // The gateway hung up.
        }

        return (got.ToArray(), tag);
    }

    private sealed class WholeOnly : Random
    {
        public override int Next(int maxValue) => 0;

        public override int Next(int minValue, int maxValue) => minValue;
    }
}
