using System.Net;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Lab;

public sealed class PresetTests
{
    private const string Edge = "edge:edge-password";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nexus_wants_credentials_and_its_prefix()
    {
        await using var nexus = await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Private()));
        using var stranger = new OriginClient(nexus);
        using var edge = new OriginClient(nexus, Edge);

        nexus.Address.AbsolutePath.Should().Be("/repository/go-proxy/");
        using var refused = await stranger.GetAsync("corp.example/auth/@v/list");
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        refused.Headers.WwwAuthenticate.Single().Scheme.Should().Be("BASIC");
        (await edge.TextAsync("corp.example/auth/@v/list")).Should().Be("v0.9.0\nv1.0.0\n");
        using var outside = await edge.GetAsync("/corp.example/auth/@v/list");
        outside.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        using var status = await stranger.GetAsync("/service/rest/v1/status");
        status.StatusCode.Should().Be(HttpStatusCode.OK);

        nexus.Quirks[Quirk.StrictPrefix] = false;
        using var lenient = await edge.GetAsync("/corp.example/auth/@v/list");
        lenient.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nexus_has_a_banner_and_a_cookie()
    {
        await using var nexus = await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Private()));
        using var edge = new OriginClient(nexus, Edge);

        using var response = await edge.GetAsync("corp.example/auth/@v/list");

        response.Headers.Server.ToString().Should().StartWith("Nexus/");
        response.Headers.Contains("Set-Cookie").Should().BeTrue();
    }

    [Theory]
    [InlineData(nameof(Quirk.NoLatest), "example.org/text/@latest", HttpStatusCode.NotFound)]
    [InlineData(nameof(Quirk.NoIncompatible), "example.org/legacy/@v/v2.0.0+incompatible.mod", HttpStatusCode.BadRequest)]
    [InlineData(nameof(Quirk.NoIncompatible), "example.org/legacy/@v/v2.0.0%2Bincompatible.mod", HttpStatusCode.BadRequest)]
    public async Task A_quirk_is_there_while_it_is_switched_on(string quirk, string path, HttpStatusCode status)
    {
        await using var nexus = await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Public()));
        using var edge = new OriginClient(nexus, Edge);
        var which = Enum.Parse<Quirk>(quirk);

        nexus.Quirks[which] = true;
        using var odd = await edge.GetAsync(path);
        odd.StatusCode.Should().Be(status);

        nexus.Quirks[which] = false;
        using var right = await edge.GetAsync(path);
        right.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_eleventh_request_of_a_second_is_too_many()
    {
        var time = new StandingTime();
        var options = OriginOptions.NexusLike(LabModules.Private()) with { Quirks = [Quirk.RateLimit], Time = time };
        await using var nexus = await Origin.StartAsync(options);
        using var edge = new OriginClient(nexus, Edge);

        for (var n = 1; n <= 10; n++)
        {
            await edge.TextAsync("corp.example/auth/@v/list");
        }

        using var tooMany = await edge.GetAsync("corp.example/auth/@v/list");
        tooMany.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        tooMany.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));

        time.Now += TimeSpan.FromSeconds(1);
        await edge.TextAsync("corp.example/auth/@v/list");
    }

    [Fact]
    public async Task What_was_missing_stays_missing_until_a_day_has_passed_or_it_is_forgotten()
    {
        var time = new StandingTime();
        var options = OriginOptions.NexusLike(LabModules.Private()) with { Quirks = [Quirk.NegativeCache], Time = time };
        await using var nexus = await Origin.StartAsync(options);
        using var edge = new OriginClient(nexus, Edge);
        async Task<HttpStatusCode> AskAsync(string version)
        {
            using var response = await edge.GetAsync($"corp.example/auth/@v/{version}.mod");
            return response.StatusCode;
        }

        (await AskAsync("v1.1.0")).Should().Be(HttpStatusCode.NotFound);
        nexus.Library.Publish(new LabModule { Path = "corp.example/auth", Version = "v1.1.0" });
        (await AskAsync("v1.1.0")).Should().Be(HttpStatusCode.NotFound);
        nexus.ForgetMissing();
        (await AskAsync("v1.1.0")).Should().Be(HttpStatusCode.OK);

        (await AskAsync("v1.2.0")).Should().Be(HttpStatusCode.NotFound);
        nexus.Library.Publish(new LabModule { Path = "corp.example/auth", Version = "v1.2.0" });
        time.Now += TimeSpan.FromHours(24);
        (await AskAsync("v1.2.0")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Athens_swaps_content_types_and_has_no_validators()
    {
        await using var athens = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        using var client = new OriginClient(athens);

        using var list = await client.GetAsync("example.org/text/@v/list");
        list.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        list.Headers.CacheControl!.ToString().Should().Contain("no-store").And.Contain("must-revalidate");
        using var latest = await client.GetAsync("example.org/text/@latest");
        latest.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
        using var zip = await client.GetAsync("example.org/text/@v/v1.2.0.zip", ("Range", "bytes=0-9"));
        zip.StatusCode.Should().Be(HttpStatusCode.OK);
        zip.Headers.ETag.Should().BeNull();
        zip.Content.Headers.LastModified.Should().BeNull();
        using var missing = await client.GetAsync("example.org/nothing/@v/list");
        missing.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await OriginClient.DrainAsync(missing)).Should().Be((0, true));
        (await client.GetAsync("/healthz")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_public_proxy_says_in_text_what_it_does_not_have()
    {
        await using var golang = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        using var client = new OriginClient(golang);

        using var missing = await client.GetAsync("example.org/nothing/@v/v1.0.0.info");

        missing.StatusCode.Should().Be(HttpStatusCode.NotFound);
        missing.Headers.CacheControl!.ToString().Should().Be("public, max-age=1800");
        (await missing.Content.ReadAsStringAsync(Cancellation)).Should().StartWith("not found: example.org/nothing@v1.0.0");
    }

    [Fact]
    public async Task Large_zips_are_at_the_blob_host_for_those_who_were_sent_there()
    {
        await using var blobs = await Origin.StartAsync(OriginOptions.BlobHost(LabModules.Public()));
        await using var golang = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public(), blobs.Address));
        using var client = new OriginClient(golang);
        using var atBlobs = new OriginClient(blobs);

        using var small = await client.GetAsync("example.org/text/@v/v1.0.0.zip");
        small.StatusCode.Should().Be(HttpStatusCode.OK);
        using var sent = await client.GetAsync("example.org/text/@v/v1.2.0.zip");
        sent.StatusCode.Should().Be(HttpStatusCode.Redirect);
        sent.Headers.ETag.Should().NotBeNull();
        sent.Headers.Location!.Authority.Should().Be(blobs.Address.Authority);

        using var zip = await atBlobs.GetAsync(sent.Headers.Location.AbsoluteUri, ("Authorization", "Basic oops"));
        (await zip.Content.ReadAsByteArrayAsync(Cancellation)).Should()
            .Equal(golang.Library.Find("example.org/text", "v1.2.0")!.Zip.ToArray());
        blobs.Requests.Last.Authorization.Should().Be("Basic oops");

        using var unsigned = await atBlobs.GetAsync(sent.Headers.Location.GetLeftPart(UriPartial.Path));
        unsigned.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_case_encoded_blob_can_be_fetched_in_either_spelling()
    {
        var library = new ModuleLibrary(new LabModule
        {
            Path = "example.org/Big",
            Version = "v1.0.0",
            Files = [LabFile.Incompressible("big.bin", 20_000)],
        });
        await using var blobs = await Origin.StartAsync(OriginOptions.BlobHost(library));
        await using var golang = await Origin.StartAsync(OriginOptions.PublicLike(library, blobs.Address));
        using var client = new OriginClient(golang);

        using var sent = await client.GetAsync("example.org/%21big/@v/v1.0.0.zip");
        var location = sent.Headers.Location!.AbsoluteUri;

        foreach (var spelling in new[] { location, location.Replace("%21", "!", StringComparison.Ordinal) })
        {
            using var zip = await client.GetAsync(spelling);
            zip.StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Plain_files_know_no_latest_and_no_queries_and_answer_403_for_what_is_missing()
    {
        await using var files = await Origin.StartAsync(OriginOptions.FilesLike(LabModules.Public()));
        using var client = new OriginClient(files);

        (await client.TextAsync("example.org/text/@v/list")).Should().StartWith("v1.0.0");
        (await client.TextAsync("example.org/text/@v/v1.0.0.mod")).Should().StartWith("module example.org/text");
        foreach (var path in new[] { "example.org/text/@latest", "example.org/hello/@v/master.info", "example.org/nothing/@v/list" })
        {
            using var missing = await client.GetAsync(path);
            missing.StatusCode.Should().Be(HttpStatusCode.Forbidden);
            missing.Content.Headers.ContentType!.MediaType.Should().Be("application/xml");
        }
    }

    [Fact]
    public async Task No_module_origin_is_a_checksum_database()
    {
        await using var golang = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        await using var nexus = await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Public()));
        using var client = new OriginClient(golang);
        using var edge = new OriginClient(nexus, Edge);

        (await client.GetAsync("sumdb/sum.golang.org/supported")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await edge.GetAsync("sumdb/sum.golang.org/lookup/example.org/text@v1.0.0")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private sealed class StandingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
