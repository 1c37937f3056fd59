using System.IO.Compression;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Caching;

/// <summary>Conditions and ranges (RFC 9110) on bodies that are still arriving, kept later or not.</summary>
public sealed class GrowingConditionalTests
{
    private static readonly byte[] Truth = LabModules.Public().Find(LabModules.Large, "v1.0.0")!.Zip.ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, int> Ranges => new()
    {
        { "bytes=0-9", 0, 10 },
        { "bytes=65530-200000", 65530, 134471 },
        { $"bytes={Truth.Length - 1}-", Truth.Length - 1, 1 },
        { "bytes=-70000", Truth.Length - 70000, 70000 },
        { "bytes=3-100000000", 3, Truth.Length - 3 },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task A_range_of_what_is_kept_later_comes_out_of_the_body_that_everybody_shares(string range, int from, int length)
    {
        await using var bed = await CacheTestBed.StartAsync();

        var part = await bed.GetAsync(CacheTestBed.Zip, ("Range", range));

        part.Status.Should().Be(206);
        part.ContentRange.Should().Be($"bytes {from}-{from + length - 1}/{Truth.Length}");
        part.Body.AsSpan().SequenceEqual(Truth.AsSpan(from, length)).Should().BeTrue();
        (await bed.GetAsync(CacheTestBed.Zip)).Body.Should().Equal(Truth);
        bed.Origin.Requests.Should().ContainSingle().Which.Header("Range").Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task A_range_of_what_is_not_kept_is_right_as_well(string range, int from, int length)
    {
        foreach (var hasValidators in new[] { true, false })
        {
            await using var bed = await UnkeptAsync(hasValidators);

            var part = await bed.GetAsync(CacheTestBed.Zip, ("Range", range));

            part.Status.Should().Be(206);
            part.ContentRange.Should().Be($"bytes {from}-{from + length - 1}/{Truth.Length}");
            part.Body.AsSpan().SequenceEqual(Truth.AsSpan(from, length)).Should().BeTrue();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_head_has_the_headers_of_the_body_that_would_come(bool isKept)
    {
        await using var bed = isKept ? await CacheTestBed.StartAsync() : await UnkeptAsync();

        using var head = await bed.Gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, CacheTestBed.Zip) { Headers = { { "Range", "bytes=5-9" } } }, Cancellation);

        ((int)head.StatusCode).Should().Be(200, "a HEAD has no parts");
        head.Content.Headers.ContentLength.Should().Be(Truth.Length);
        head.Headers.ETag!.Tag.Should().StartWith("\"origin-");
        head.Headers.AcceptRanges.Should().Equal("bytes");
        (await head.Content.ReadAsByteArrayAsync(Cancellation)).Should().BeEmpty();
        (await bed.GetAsync(CacheTestBed.Zip)).Body.Should().Equal(Truth);
    }

    [Fact]
    public async Task A_range_outside_cannot_be_satisfied()
    {
        await using var bed = await CacheTestBed.StartAsync();

        var none = await bed.GetAsync(CacheTestBed.Zip, ("Range", "bytes=100000000-"));

        (none.Status, none.ContentRange).Should().Be((416, $"bytes */{Truth.Length}"));
    }

    [Fact]
    public async Task Several_ranges_are_answered_whole()
    {
        await using var bed = await CacheTestBed.StartAsync();

        (await bed.GetAsync(CacheTestBed.Zip, ("Range", "bytes=9-12,0-3"))).Body.Should().Equal(Truth);
    }

    [Fact]
    public async Task A_zip_of_unknown_length_has_no_parts_before_it_is_kept()
    {
        await using var bed = await CacheTestBed.StartAsync(origin: options => options with { IsChunked = true });

        (await bed.GetAsync(CacheTestBed.Zip, ("Range", "bytes=0-9"))).Body.Should().Equal(Truth);
        await Eventually.TrueAsync(
            async () => (await bed.GetAsync(CacheTestBed.Zip)).CacheStatus!.StartsWith("gateway; hit", StringComparison.Ordinal), "it is kept", Cancellation);
        (await bed.GetAsync(CacheTestBed.Zip, ("Range", "bytes=0-9"))).Status.Should().Be(206);
    }

    [Fact]
    public async Task Whoever_has_it_already_is_told_so()
    {
        await using var bed = await UnkeptAsync();
        var tag = (await bed.GetAsync(CacheTestBed.Zip)).ETag!;

        var same = await bed.GetAsync(CacheTestBed.Zip, ("If-None-Match", tag));

        (same.Status, same.ETag, same.Body.Length).Should().Be((304, tag, 0));
    }

    [Fact]
    public async Task A_download_that_broke_goes_on_at_the_cluster_without_another_whole_request()
    {
        await using var bed = await UnkeptAsync();
        var tag = (await bed.GetAsync(CacheTestBed.Zip)).ETag!;

        var rest = await bed.GetAsync(CacheTestBed.Zip, ("Range", "bytes=1000000-"), ("If-Range", tag));

        (rest.Status, rest.ETag, rest.ContentRange).Should().Be((206, tag, $"bytes 1000000-{Truth.Length - 1}/{Truth.Length}"));
        rest.Body.AsSpan().SequenceEqual(Truth.AsSpan(1_000_000)).Should().BeTrue();
        bed.Origin.Requests.Should().HaveCount(2);
        bed.Origin.Requests.Last.Header("Range").Should().Be("bytes=1000000-");
        $"\"origin-{bed.Origin.Requests.Last.Header("If-Range")![1..]}".Should().Be(tag);
    }

    [Fact]
    public async Task A_rest_that_breaks_itself_is_taken_up_again()
    {
        await using var bed = await UnkeptAsync();
        var tag = (await bed.GetAsync(CacheTestBed.Zip)).ETag!;
        bed.Origin.Break(Fault.DieInBody(100_000), times: 1);

        var rest = await bed.GetAsync(CacheTestBed.Zip, ("Range", "bytes=1000000-2999999"), ("If-Range", tag));

        rest.Status.Should().Be(206);
        rest.Body.AsSpan().SequenceEqual(Truth.AsSpan(1_000_000, 2_000_000)).Should().BeTrue();
    }

    [Theory]
    [InlineData("{modified}", 206)]
    [InlineData("\"other\"", 200)]
    [InlineData("\"origin-other\"", 200)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 200)]
    [InlineData("Thu, 01 Jan 2099 00:00:00 GMT", 200)]
    public async Task A_download_goes_on_only_where_the_beginning_is_the_same(string condition, int status)
    {
        await using var bed = await UnkeptAsync();
        using var first = await bed.Gateway.Client.GetAsync(CacheTestBed.Zip, Cancellation);
        condition = condition.Replace("{modified}", $"{first.Content.Headers.LastModified:R}", StringComparison.Ordinal);

        var rest = await bed.GetAsync(CacheTestBed.Zip, ("Range", "bytes=1000000-"), ("If-Range", condition));

        rest.Status.Should().Be(status);
        rest.Body.AsSpan().SequenceEqual(status == 206 ? Truth.AsSpan(1_000_000) : Truth).Should().BeTrue();
    }

    [Fact]
    public async Task A_zip_that_has_changed_is_sent_whole()
    {
        await using var bed = await UnkeptAsync();
        var tag = (await bed.GetAsync(CacheTestBed.Zip)).ETag!;
        var changed = bed.Origin.Library.Find(LabModules.Large, "v1.0.0")!.Recompressed(CompressionLevel.NoCompression);
        bed.Origin.Library.Withdraw(changed.Path, changed.Version).Publish(changed);

        var whole = await bed.GetAsync(CacheTestBed.Zip, ("Range", "bytes=1000000-"), ("If-Range", tag));

        whole.Status.Should().Be(200);
        whole.Body.AsSpan().SequenceEqual(changed.Zip.ToArray()).Should().BeTrue();
        whole.ETag.Should().NotBe(tag);
    }

    [Fact]
    public async Task A_download_goes_on_at_the_cluster_that_gave_its_beginning_and_starts_again_when_that_is_gone()
    {
        await using var first = await Origin.StartAsync(new OriginOptions { Name = "a", Library = LabModules.Public() });
        await using var second = await Origin.StartAsync(new OriginOptions { Name = "a-b", Library = LabModules.Public(CompressionLevel.NoCompression) });
        await using var stranger = await Origin.StartAsync(new OriginOptions { Name = "stranger", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(new LabSettings()
            .Cluster(first).Cluster(second).Cluster(stranger).Route("*", "a,a-b").Set("Caching:LargestResponseMegabytes", 1));
        await first.StopAsync();
        var begun = await GetAsync(gateway);
        await first.StartAgainAsync();

        var rest = await GetAsync(gateway, ("Range", "bytes=1000000-"), ("If-Range", begun.ETag!));

        rest.Status.Should().Be(206);
        rest.Body.AsSpan().SequenceEqual(begun.Body.AsSpan(1_000_000)).Should().BeTrue();
        first.Requests.Should().NotContain(request => request.Header("Range") != null && request.Status == 206);

        await second.StopAsync();
        var again = await GetAsync(gateway, ("Range", "bytes=1000000-"), ("If-Range", begun.ETag!));
        var elsewhere = await GetAsync(gateway, ("Range", "bytes=1000000-"), ("If-Range", begun.ETag!.Replace("a-b", "stranger", StringComparison.Ordinal)));

        foreach (var whole in new[] { again, elsewhere })
        {
            whole.Status.Should().Be(200);
            whole.Body.AsSpan().SequenceEqual(Truth).Should().BeTrue();
        }

        stranger.Requests.Should().BeEmpty("it is not in the chain");
    }

    private static async Task<CacheReply> GetAsync(LabGateway gateway, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, CacheTestBed.Zip);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await gateway.Client.SendAsync(request, Cancellation);
        return await CacheReply.OfAsync(response);
    }

    private static Task<CacheTestBed> UnkeptAsync(bool hasValidators = true) => CacheTestBed.StartAsync(
        settings => settings.Set("Caching:LargestResponseMegabytes", 1), options => options with { HasValidators = hasValidators });
}
