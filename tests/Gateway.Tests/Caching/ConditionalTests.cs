using System.Text;

namespace Gateway.Tests.Caching;

/// <summary>Conditions and ranges (RFC 9110) on kept bodies.</summary>
public class ConditionalTests
{
    [Fact]
    public async Task Whoever_has_it_already_is_told_so()
    {
        await using var bed = await CacheTestBed.StartAsync();
        var tag = (await bed.GetAsync(CacheTestBed.Mod)).ETag!;

        var same = await bed.GetAsync(CacheTestBed.Mod, ("If-None-Match", $"\"other\", {tag}"));
        var any = await bed.GetAsync(CacheTestBed.Mod, ("If-None-Match", "*"));
        var other = await bed.GetAsync(CacheTestBed.Mod, ("If-None-Match", "\"other\""));

        (same.Status, any.Status, other.Status).Should().Be((304, 304, 200));
        same.ETag.Should().Be(tag);
        same.Body.Should().BeEmpty();
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=5-", 5, -1)]
    [InlineData("bytes=-7", -7, 7)]
    [InlineData("bytes=3-100000000", 3, -1)]
    [InlineData("bytes=-100000000", 0, -1)]
    public async Task One_range_is_a_206(string range, int from, int length)
    {
        await using var bed = await CacheTestBed.StartAsync();
        var whole = (await bed.GetAsync(CacheTestBed.Mod)).Body;
        from = from < 0 ? whole.Length + from : from;
        length = length < 0 ? whole.Length - from : length;

        var part = await bed.GetAsync(CacheTestBed.Mod, ("Range", range));

        part.Status.Should().Be(206);
        part.Body.Should().Equal(whole[from..(from + length)]);
        part.ContentRange.Should().Be($"bytes {from}-{from + length - 1}/{whole.Length}");
    }

    [Fact]
    public async Task Ranges_reach_over_the_pieces_of_a_large_body()
    {
        await using var bed = await CacheTestBed.StartAsync();
        var whole = (await bed.GetAsync(CacheTestBed.Zip)).Body;

        var part = await bed.GetAsync(CacheTestBed.Zip, ("Range", "bytes=65530-200000"));

        part.Body.Should().Equal(whole[65530..200001]);
    }

    [Fact]
    public async Task Several_ranges_come_as_parts()
    {
        await using var bed = await CacheTestBed.StartAsync();
        var whole = (await bed.GetAsync(CacheTestBed.Mod)).Text;

        var parts = await bed.GetAsync(CacheTestBed.Mod, ("Range", "bytes=0-3,6-8,100000000-"));

        parts.Status.Should().Be(206);
        var boundary = parts.ContentType!.Split("boundary=")[1];
        parts.Text.Should().Be(
            $"\r\n--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 0-3/{whole.Length}\r\n\r\n{whole[..4]}"
            + $"\r\n--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 6-8/{whole.Length}\r\n\r\n{whole[6..9]}"
            + $"\r\n--{boundary}--\r\n");
    }

    [Fact]
    public async Task A_range_outside_the_body_cannot_be_satisfied()
    {
        await using var bed = await CacheTestBed.StartAsync();
        var whole = (await bed.GetAsync(CacheTestBed.Mod)).Body;

        var none = await bed.GetAsync(CacheTestBed.Mod, ("Range", "bytes=100000000-"));

        none.Status.Should().Be(416);
        none.ContentRange.Should().Be($"bytes */{whole.Length}");
    }

    [Theory]
    [InlineData("{etag}", 206)]
    [InlineData("\"other\"", 200)]
    [InlineData("W/{etag}", 200)]
    [InlineData("{modified}", 206)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 200)]
    public async Task A_range_is_only_given_of_what_the_client_has_the_beginning_of(string condition, int status)
    {
        await using var bed = await CacheTestBed.StartAsync();
        using var first = await bed.Gateway.Client.GetAsync(CacheTestBed.Zip, TestContext.Current.CancellationToken);
        await first.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var value = condition.Replace("{etag}", first.Headers.ETag!.Tag, StringComparison.Ordinal)
            .Replace("{modified}", $"{first.Content.Headers.LastModified:R}", StringComparison.Ordinal);

        (await bed.GetAsync(CacheTestBed.Zip, ("Range", "bytes=10-19"), ("If-Range", value))).Status.Should().Be(status);
    }

    [Theory]
    [InlineData("lines=0-9")]
    [InlineData("bytes=9-0")]
    [InlineData("bytes=")]
    [InlineData("nonsense")]
    public async Task A_range_that_makes_no_sense_is_overlooked(string range)
    {
        await using var bed = await CacheTestBed.StartAsync();
        await bed.GetAsync(CacheTestBed.Mod);

        (await bed.GetAsync(CacheTestBed.Mod, ("Range", range))).Status.Should().Be(200);
    }

    [Theory]
    [InlineData(CacheTestBed.List)]
    [InlineData(CacheTestBed.Mod)]
    [InlineData(CacheTestBed.Zip)]
    public async Task Nothing_is_compressed(string path)
    {
        await using var bed = await CacheTestBed.StartAsync();
        foreach (var _ in new[] { "cold", "kept" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "gzip, br" } } };
            using var response = await bed.Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            response.Content.Headers.ContentEncoding.Should().BeEmpty();
            response.Content.Headers.ContentLength.Should().Be((await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
        }

        bed.Origin.Requests.Should().OnlyContain(request => request.Header("Accept-Encoding") == null, "what is asked of clusters can be sent on as it is");
    }

    [Fact]
    public async Task An_attack_of_many_ranges_gets_the_whole_body_once()
    {
        await using var bed = await CacheTestBed.StartAsync();
        await bed.GetAsync(CacheTestBed.Zip);
        var many = new StringBuilder("bytes=0-");
        for (var range = 0; range < 200; range++)
        {
            many.Append($",{range}-");
        }

        (await bed.GetAsync(CacheTestBed.Zip, ("Range", many.ToString()))).Status.Should().Be(200);
    }
}
