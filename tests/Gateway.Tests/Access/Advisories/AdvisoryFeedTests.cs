using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gateway.Access.Advisories;
using Gateway.Lab.Certificates;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access.Advisories;

/// <summary>Feeds by a real nginx and from folders: what is asked for again, and what holds when they are away or wrong.</summary>
public sealed class AdvisoryFeedTests : IDisposable
{
    private const string Denied = AdvisoryBed.Text + "@v/v1.1.0.zip";

    private readonly FeedFolder _feed = new FeedFolder().Publish("GO-2026-0001", "example.org/text", "1.2.0").Publish("GO-2026-0002", "example.org/other", "1.0.0");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task A_database_is_asked_with_validators_and_only_for_what_has_changed()
    {
        await using var nginx = await Nginx.StartAsync(_feed.Path, "", Cancellation);
        await using var bed = await AdvisoryBed.StartAsync(nginx.Address.ToString());
        (await bed.GetAsync(Denied)).Status.Should().Be(403);
        (await nginx.RequestsSoFarAsync(Cancellation)).Should().BeEquivalentTo("GET /index/db.json 200", "GET /index/modules.json 200", "GET /ID/GO-2026-0001.json 200", "GET /ID/GO-2026-0002.json 200");

        var confirmed = bed.Feed.State.Confirmed;
        await bed.RefreshAsync(state => state.Confirmed > confirmed, "the database is asked again");
        (await nginx.RequestsSoFarAsync(Cancellation)).Skip(4).Should().Equal("GET /index/db.json 304");

        _feed.Publish("GO-2026-0002", "example.org/text", "1.3.0");
        await bed.RefreshAsync(state => state.Index!.Modules == 1, "the change is read");
        (await nginx.RequestsSoFarAsync(Cancellation)).Skip(5).Should().Equal("GET /index/db.json 200", "GET /index/modules.json 200", "GET /ID/GO-2026-0002.json 200");
        (await bed.GetAsync(Denied)).Text.Should().Contain("GO-2026-0001, GO-2026-0002, fixed in v1.3.0");
    }

    [Fact]
    public async Task What_was_read_last_holds_while_the_source_is_away()
    {
        var nginx = await Nginx.StartAsync(_feed.Path, "", Cancellation);
        await using var bed = await AdvisoryBed.StartAsync(nginx.Address.ToString());
        await nginx.DisposeAsync();

        await bed.RefreshAsync(state => state.Trouble is not null, "the source is missed");

        (await bed.GetAsync(Denied)).Status.Should().Be(403);
        var shown = await bed.ShownAsync();
        shown.GetProperty("state").GetString().Should().Be("old");
        (shown.GetProperty("failures").GetInt32(), shown.GetProperty("failing").GetDateTimeOffset()).Should().Be((1, bed.Time.GetUtcNow()));

        var first = bed.Time.GetUtcNow();
        await bed.RefreshAsync(state => state.Failures == 2, "it is missed again");
        (await bed.ShownAsync()).GetProperty("failing").GetDateTimeOffset().Should().Be(first, "since when is what somebody wants to know");
    }

    [Theory]
    [InlineData("index/db.json", "<html>login</html>", "index/db.json is no JSON")]
    [InlineData("index/modules.json", """{ "path": "x" }""", "index/modules.json is no list of modules with their vulns")]
    [InlineData("index/modules.json", "[]", "index/modules.json names no advisory")]
    [InlineData("index/modules.json", """[ { "path": "x", "vulns": [ { "id": "../../etc/passwd" } ] } ]""", "index/modules.json names an advisory that cannot be a file")]
    [InlineData("ID/GO-2026-0002.json", "{ \"id\":", "ID/GO-2026-0002.json is no OSV document")]
    public async Task A_feed_that_is_wrong_anywhere_changes_nothing(string file, string text, string trouble)
    {
        await using var nginx = await Nginx.StartAsync(_feed.Path, "", Cancellation);
        await using var bed = await AdvisoryBed.StartAsync(nginx.Address.ToString());
        _feed.Publish("GO-2026-0002", "example.org/text", "1.3.0");
        _feed.Spoil(file, text);

        await bed.RefreshAsync(state => state.Trouble is not null, "the fault is seen");

        bed.Feed.State.Trouble.Should().Be(trouble);
        (await bed.GetAsync(Denied)).Text.Should().Contain("fixed in v1.2.0");
    }

    [Theory]
    [InlineData("Serve", 200)]
    [InlineData("Refuse", 503)]
    public async Task A_feed_that_was_never_read_holds_up_nobody_unless_it_is_meant_to(string unread, int status)
    {
        await using var bed = await AdvisoryBed.StartAsync($"http://127.0.0.1:{LoopbackPort.Free()}/", change: settings => settings.Set("Advisories:go:WhenUnread", unread));

        var answer = await bed.GetAsync(Denied);

        answer.Status.Should().Be(status);
        if (status == 503)
        {
            answer.Text.Should().Contain("it asks the advisory feed \"go\", which could not be read yet");
        }
    }

    [Fact]
    public async Task A_source_that_hangs_does_not_hang_the_start()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var bed = await AdvisoryBed.StartAsync($"http://{silent.LocalEndpoint}/");

        (await bed.GetAsync(Denied)).Status.Should().Be(200);
        bed.Feed.State.Should().Match<FeedState>(state => state.Index == null && state.Trouble == null, "it is still being read");
    }

    [Fact]
    public async Task A_feed_over_tls_is_believed_by_its_authorities_alone()
    {
        using var folder = new TemporaryFolder();
        using var authority = new LabAuthority();
        using var server = authority.IssueServer(["localhost"]);
        await File.WriteAllTextAsync(folder["ca.pem"], authority.Pem, Cancellation);
        await File.WriteAllTextAsync(folder["server.pem"], server.ExportCertificatePem(), Cancellation);
        await File.WriteAllTextAsync(folder["server.key"], server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancellation);
        var port = LoopbackPort.Free();
        await using var nginx = await Nginx.StartAsync(_feed.Path, $"listen 127.0.0.1:{port} ssl; ssl_certificate {folder["server.pem"]}; ssl_certificate_key {folder["server.key"]};", Cancellation);

        await using var believed = await AdvisoryBed.StartAsync($"https://localhost:{port}/", change: settings => settings.Set("Advisories:go:Authorities", folder["ca.pem"]));
        await using var strange = await AdvisoryBed.StartAsync($"https://localhost:{port}/");

        (await believed.GetAsync(Denied)).Status.Should().Be(403);
        strange.Feed.State.Should().Match<FeedState>(state => state.Index == null && state.Trouble != null);
    }

    [Fact]
    public async Task A_feed_larger_than_its_bound_is_not_taken()
    {
        _feed.Publish("GO-2026-0003", "example.org/text", "1.2.0", change: document => document["details"] = new string('x', 1024 * 1024));
        await using var nginx = await Nginx.StartAsync(_feed.Path, "", Cancellation);
        await using var bed = await AdvisoryBed.StartAsync(nginx.Address.ToString(), change: settings => settings.Set("Advisories:go:LargestMegabytes", 1));

        bed.Feed.State.Trouble.Should().Be("it is larger than LargestMegabytes, 1");
        bed.Feed.State.Index.Should().BeNull();
    }

    [Fact]
    public async Task An_archive_is_unpacked_and_asked_for_with_validators()
    {
        using var folder = new TemporaryFolder();
        await ZipFile.CreateFromDirectoryAsync(_feed.Path, folder["all.zip"], Cancellation);
        await using var nginx = await Nginx.StartAsync(folder.Path, "", Cancellation);
        await using var bed = await AdvisoryBed.StartAsync(new Uri(nginx.Address, "all.zip").ToString());
        (await bed.GetAsync(Denied)).Status.Should().Be(403);

        var confirmed = bed.Feed.State.Confirmed;
        await bed.RefreshAsync(state => state.Confirmed > confirmed, "the archive is asked for again");

        (await nginx.RequestsSoFarAsync(Cancellation)).Should().Equal("GET /all.zip 200", "GET /all.zip 304");
        await File.WriteAllTextAsync(folder["all.zip"], "PK, it is not", Cancellation);
        await bed.RefreshAsync(state => state.Trouble is not null, "the fault is seen");
        bed.Feed.State.Trouble.Should().Be("it is no zip archive, or a broken one");
        (await bed.GetAsync(Denied)).Status.Should().Be(403);
    }

    [Fact]
    public async Task A_folder_is_read_again_when_its_files_change_also_behind_links()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["one.json"], Path.Combine(_feed.Path, "ID", "GO-2026-0001.json"));
        await using var bed = await AdvisoryBed.StartAsync(folder.Path);
        (await bed.GetAsync(Denied)).Text.Should().Contain("fixed in v1.2.0");

        _feed.Publish("GO-2026-0001", "example.org/text", "1.9.9");
        await bed.RefreshAsync(state => state.Index!.FindFix("example.org/text", "v1.0.0") == "v1.9.9", "the change is read");
        (await bed.GetAsync(Denied)).Text.Should().Contain("fixed in v1.9.9");

        File.Delete(folder["one.json"]);
        await bed.RefreshAsync(state => state.Trouble is not null, "the empty folder is seen");
        bed.Feed.State.Trouble.Should().Be("it holds no OSV document");
        (await bed.GetAsync(Denied)).Status.Should().Be(403, "an empty folder is one that is not mounted");
    }

    [Fact]
    public async Task Another_source_under_the_same_name_takes_over_when_it_was_read()
    {
        await using var bed = await AdvisoryBed.StartAsync(_feed.Path);
        using var other = new FeedFolder().Publish("GO-2026-0007", "example.org/text", "1.1.0");

        (await bed.Gateway.ReloadAsync(bed.Settings($"http://127.0.0.1:{LoopbackPort.Free()}/", AdvisoryBed.DenyAll).ToString())).Should().BeTrue();
        (await bed.GetAsync(Denied)).Status.Should().Be(403, "the new source was never read, the old one was");
        (await bed.Gateway.ReloadAsync(bed.Settings(other.Path, AdvisoryBed.DenyAll).ToString())).Should().BeTrue();
        await Eventually.TrueAsync(() => bed.Feed.State.Index!.Advisories.Any(advisory => advisory.Id == "GO-2026-0007"), "the other source is read", Cancellation);

        (await bed.GetAsync(Denied)).Status.Should().Be(200);
    }
}
