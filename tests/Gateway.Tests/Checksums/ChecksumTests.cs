using System.Text;
using System.Text.Json;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;
using GoModules;

namespace Gateway.Tests.Checksums;

/// <summary>What is wrong is found before it is kept, against golang.org/x/mod/sumdb, nginx and the go command.</summary>
[Collection<RealPeers>]
public sealed class ChecksumTests(Peers peers)
{
    private static readonly EndToEnd.ModuleVersion Honest = new("github.com/pkg/errors", "v0.9.1");
    private static readonly EndToEnd.ModuleVersion Toolbox = new(MadeModules.Toolbox, "v1.1.0");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_zip_does_not_reach_a_go_command_that_would_not_have_noticed()
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce");
        using var go = bed.CarelessGo();

        var wrong = await go.RunAsync(Cancellation, "mod", "download", MadeModules.Tampered.ToString());
        var right = await go.RunAsync(Cancellation, "mod", "download", Honest.ToString());

        wrong.ExitCode.Should().Be(1);
        wrong.Error.Should().Contain("is not what it should be").And.Contain(ChecksumDatabase.Name);
        right.Succeeded();
        go.Downloaded.Should().Contain(Honest.ToString()).And.NotContain(MadeModules.Tampered.ToString());
        (await bed.AlarmsAsync()).Should().Contain("mismatch bad");
        var alarm = (await bed.ShownAsync()).GetProperty("alarms")[0];
        alarm.GetProperty("expected").GetString().Should().Be(DirHash.OfZip(await File.ReadAllBytesAsync(peers.Truth.FileOf(MadeModules.Tampered, "zip"), Cancellation), 1 << 20));
        alarm.GetProperty("found").GetString().Should().Be(DirHash.OfZip(await File.ReadAllBytesAsync(peers.Tree.FileOf(MadeModules.Tampered, "zip"), Cancellation), 1 << 20));
    }

    [Fact]
    public async Task A_changed_zip_is_reported_and_not_kept_where_that_is_all_that_is_wanted()
    {
        var clock = new AheadClock();
        await using var bed = await ChecksumBed.StartAsync(peers, "Report", time: clock);
        var path = ChecksumBed.PathOf(MadeModules.Tampered, "zip");
        using var go = bed.CarelessGo();

        (await go.RunAsync(Cancellation, "mod", "download", MadeModules.Tampered.ToString())).Succeeded();

        await Eventually.TrueAsync(async () => (await bed.AlarmsAsync()).Contains("mismatch bad"), "it is an alarm", Cancellation);
        // The alarm is a moment older than the end of the flight, which whoever comes meanwhile still joins.
        await Eventually.TrueAsync(async () => (await bed.GetAsync(path)).Status == 502, "who gave it wrong is not asked again at once", Cancellation);
        clock.Move(TimeSpan.FromMinutes(11));
        (await bed.GetAsync(path)).Status.Should().Be(200);
        bed.Bad.AskedFor(".zip").Should().Be(2, "what is wrong is not kept");
    }

    [Fact]
    public async Task What_is_right_is_kept_and_checked_once()
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce");
        var path = ChecksumBed.PathOf(Honest, "zip");

        var first = await bed.GetAsync(path);
        await Eventually.TrueAsync(async () => (await bed.GetAsync(path)).Status == 200 && bed.Bad.AskedFor(".zip") == 1, "it is kept", Cancellation);
        var asked = bed.Database.Asked.Count;
        await bed.GetAsync(path);

        first.Body.Should().Equal(await File.ReadAllBytesAsync(peers.Tree.FileOf(Honest, "zip"), Cancellation));
        bed.Database.Asked.Should().HaveCount(asked);
        (await bed.ShownAsync()).GetProperty("databases")[0].GetProperty("name").GetString().Should().Be(ChecksumDatabase.Name);
        (await bed.AlarmsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_known_of_a_checksum_is_written_down_and_explained()
    {
        using var folder = new TemporaryFolder();
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", change: settings => settings.Set("Auditing:File", folder["audit.jsonl"]));
        var hash = DirHash.OfZip(await File.ReadAllBytesAsync(peers.Tree.FileOf(Honest, "zip"), Cancellation), 1 << 24)!;
        var before = await bed.Ops.GetStringAsync($"api/explain?what={Honest}", Cancellation);

        await bed.GetAsync(ChecksumBed.PathOf(Honest, "zip"));
        await bed.GetAsync(ChecksumBed.PathOf(MadeModules.Tampered, "zip"));

        before.Should().Contain($"checked against {ChecksumDatabase.Name} before anybody gets the whole of it");
        await Eventually.TrueAsync(
            async () => (await bed.Ops.GetStringAsync($"api/explain?what={Honest}", Cancellation)).Contains("its checksum is verified", StringComparison.Ordinal), "it is kept", Cancellation);
        await Eventually.TrueAsync(
            async () => await LinesAsync(folder["audit.jsonl"]) is { Count: >= 2 } lines
                && lines.Any(line => line.Verification == "verified" && line.Hash == hash) && lines.Any(line => line.Verification == "mismatch"),
            "it is in the audit log",
            Cancellation);
        (await bed.Ops.GetStringAsync($"api/explain?what={MadeModules.Tampered}", Cancellation)).Should().Contain($"where {ChecksumDatabase.Name} has h1:", "the cluster is not asked");
    }

    [Fact]
    public async Task A_changed_go_mod_is_fetched_from_the_next_cluster_at_once()
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", "bad, good");
        bed.Bad.Change = static (path, body) => path.EndsWith(".mod", StringComparison.Ordinal) ? [.. body, .. "\nrequire evil.example/x v1.0.0\n"u8] : body;

        var (status, body) = await bed.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"));

        status.Should().Be(200);
        Encoding.UTF8.GetString(body).Should().NotContain("evil");
        (await bed.AlarmsAsync()).Should().Equal("mismatch bad");
    }

    [Fact]
    public async Task A_changed_go_mod_that_nobody_has_right_is_refused_in_words()
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce");
        bed.Bad.Change = static (path, body) => path.EndsWith(".mod", StringComparison.Ordinal) ? [.. body, (byte)'\n'] : body;

        var (status, body) = await bed.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"));

        status.Should().Be(502);
        Encoding.UTF8.GetString(body).Should().Contain("bad gave h1:").And.Contain($"where {ChecksumDatabase.Name} has h1:");
        (await bed.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"))).Status.Should().Be(502);
        bed.Bad.AskedFor(".mod").Should().Be(1, "who gave it wrong is not asked again at once");
    }

    [Fact]
    public async Task After_a_changed_zip_the_next_request_gets_that_of_the_next_cluster()
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", "bad, good");
        bed.Bad.Change = static (path, body) => path.EndsWith(".zip", StringComparison.Ordinal) ? Corruption.OfContent(body) : body;
        var path = ChecksumBed.PathOf(Honest, "zip");

        (await bed.GetAsync(path)).Status.Should().Be(502, "it is so small that nothing of it was sent");
        var (status, body) = await bed.GetAsync(path);

        status.Should().Be(200);
        body.Should().Equal(await File.ReadAllBytesAsync(peers.Tree.FileOf(Honest, "zip"), Cancellation));
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "a forged signature", "has not signed" },
        { "another tree", "does not stand at" },
        { "another record", "does not stand at" },
        { "no record", "no record" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_database_that_lies_is_not_believed(string lie, string said)
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", change: settings => settings.Set("Checksums:OnFailure", "Refuse"));
        bed.Database.Change = (path, body) => (lie, path.StartsWith("lookup/", StringComparison.Ordinal)) switch
        {
            ("a forged signature", true) => [.. body[..^8], (byte)(body[^8] == 'A' ? 'B' : 'A'), .. body[^7..]],
            ("another record", true) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace(" h1:", " h1:x", StringComparison.Ordinal)),
            ("no record", true) => [.. "7\n\n"u8],
            ("another tree", false) => [.. body.Select(one => (byte)~one)],
            _ => body,
        };

        var (status, body) = await bed.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"));

        status.Should().Be(503);
        Encoding.UTF8.GetString(body).Should().Contain(said);
        (await bed.AlarmsAsync()).Should().Contain($"database {ChecksumDatabase.Name}");
        bed.Database.Change = static (_, body) => body;
        (await bed.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"))).Status.Should().Be(200, "nothing of the lie is kept");
    }

    [Fact]
    public async Task A_damaged_tile_that_cannot_be_read_again_is_an_outage_and_no_lie()
    {
        await using var database = await ChecksumDatabase.StartAsync([peers.Truth, peers.Tree], Cancellation);
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", change: settings => settings.Set("Checksums:OnFailure", "Refuse"), database: database);
        using var failed = new Counted("gateway.checksums.database_failures", bed.Gateway);
        // One record, and so one tile: it is damaged on its way, and then nobody answers any more.
        bed.Database.Change = (path, body) =>
        {
            if (path.StartsWith("lookup/", StringComparison.Ordinal))
            {
                return body;
            }

            bed.Database.Target = new Uri("http://127.0.0.1:1/");
            return [.. body.Select(one => (byte)~one)];
        };

        var (status, body) = await bed.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"));

        status.Should().Be(503);
        Encoding.UTF8.GetString(body).Should().Contain("sent tiles that do not fit its tree, and they cannot be read again");
        (await bed.AlarmsAsync()).Should().BeEmpty();
        failed.Tags("reason", "away").Should().ContainSingle();
        failed.Tags("reason", "dishonest").Should().BeEmpty();
        (bed.Database.Change, bed.Database.Target) = (static (_, content) => content, database.Address);
        (await bed.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"))).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_database_that_takes_records_back_is_not_believed()
    {
        await using var before = await ChecksumDatabase.StartAsync([peers.Truth, peers.Tree], Cancellation, "one key");
        await using var after = await ChecksumDatabase.StartAsync([peers.Truth, peers.Tree], Cancellation, "one key");
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", change: settings => settings.Set("Checksums:OnFailure", "Refuse"), database: before);

        (await bed.GetAsync(ChecksumBed.PathOf(Honest, "mod"))).Status.Should().Be(200);
        (await bed.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"))).Status.Should().Be(200);
        bed.Database.Target = after.Address;
        var (status, body) = await bed.GetAsync(ChecksumBed.PathOf(MadeModules.UpperCase, "mod"));

        before.Key.Should().Be(after.Key);
        status.Should().Be(503);
        Encoding.UTF8.GetString(body).Should().Contain("has signed two histories");
        (await bed.AlarmsAsync()).Should().Contain($"database {ChecksumDatabase.Name}");
    }

    [Theory]
    [InlineData("Enforce", "Serve", 200)]
    [InlineData("Enforce", "Refuse", 503)]
    [InlineData("Report", "Refuse", 200)]
    public async Task A_database_that_is_down_decides_nothing_but_what_the_settings_say(string mode, string onFailure, int status)
    {
        await using var bed = await ChecksumBed.StartAsync(peers, mode, change: settings => settings.Set("Checksums:OnFailure", onFailure));
        bed.Database.Target = new Uri("http://127.0.0.1:1/");

        foreach (var extension in new[] { "mod", "zip", "zip" })
        {
            (await bed.GetAsync(ChecksumBed.PathOf(Honest, extension))).Status.Should().Be(status);
            await bed.Gateway.LandedAsync();
        }

        if (mode == "Enforce")
        {
            bed.Bad.AskedFor(".zip").Should().Be(2, "what nobody could check is not kept");
        }

        JsonElement shown = default;
        await Eventually.TrueAsync(async () => (shown = await bed.ShownAsync()).GetProperty("findings").GetArrayLength() == 2, "both were found unverified", Cancellation);
        (shown.GetProperty("databases")[0].GetProperty("state").GetString(), shown.GetProperty("databases")[0].GetProperty("checks").GetBoolean()).Should().Be(("away", true));
        var finding = shown.GetProperty("findings").EnumerateArray().Single(found => found.GetProperty("file").GetString() == "mod");
        (finding.GetProperty("state").GetString(), finding.GetProperty("version").GetString(), finding.GetProperty("cluster").GetString()).Should().Be(("unverified", Honest.Version, "bad"));
        finding.GetProperty("refused").ValueKind.Should().Be(status == 503 ? JsonValueKind.Number : JsonValueKind.Null);

        bed.Database.Target = peers.Database.Address;
        (await bed.GetAsync(ChecksumBed.PathOf(Honest, "zip"))).Status.Should().Be(200);
        await Eventually.TrueAsync(
            async () => (await bed.ShownAsync()).GetProperty("databases")[0].GetProperty("state").GetString() == "answers", "it answers again", Cancellation);
    }

    [Fact]
    public async Task A_first_lookup_that_takes_long_holds_back_the_end_of_a_zip_and_no_more()
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", change: settings => settings.Set("Checksums:Patience", "00:05:00"));
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bed.Database.Hold = path => path.StartsWith("lookup/", StringComparison.Ordinal) ? slow.Task : Task.CompletedTask;
        var truth = await File.ReadAllBytesAsync(peers.Tree.FileOf(Large, "zip"), Cancellation);

        using var response = await bed.Gateway.Client.GetAsync(ChecksumBed.PathOf(Large, "zip"), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        var got = new byte[truth.Length];
        var sent = truth.Length - (64 * 1024);
        await stream.ReadExactlyAsync(got.AsMemory(0, sent), Cancellation);
        var rest = stream.ReadAtLeastAsync(got.AsMemory(sent), truth.Length - sent, cancellationToken: Cancellation).AsTask();

        rest.IsCompleted.Should().BeFalse();
        slow.SetResult();
        await rest;
        got.Should().Equal(truth);
    }

    [Fact]
    public async Task A_lookup_that_takes_too_long_is_no_longer_waited_for()
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", change: settings => settings.Set("Checksums:Patience", "00:00:00.2"));
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bed.Database.Hold = _ => never.Task;

        (await bed.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"))).Status.Should().Be(200);

        never.SetResult();
        bed.Bad.AskedFor(".mod").Should().Be(1);
    }

    [Fact]
    public async Task A_private_module_that_changes_after_its_first_sight_is_an_alarm_and_no_database_hears_of_it()
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", change: settings => settings.Set("Caching:ImmutableLifetime", "00:00:01"));
        var path = ChecksumBed.PathOf(MadeModules.Private, "zip");
        (await bed.GetAsync(path)).Status.Should().Be(200);

        bed.Bad.Change = static (path, body) => path.EndsWith(".zip", StringComparison.Ordinal) ? Corruption.OfContent(body) : body;
        await Eventually.TrueAsync(async () => (await bed.GetAsync(path)).Status == 502, "it is asked for again", Cancellation);

        (await bed.AlarmsAsync()).Should().Equal("changed bad");
        bed.Database.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task What_the_database_does_not_know_is_refused_where_checksums_are_enforced_and_watched_elsewhere()
    {
        var unknown = ModuleSource.Of("example.org/unheard", "v1.0.0", ("go.mod", "module example.org/unheard\n"), ("a.go", "package unheard\n"));
        await using var lab = await Origin.StartAsync(OriginOptions.PublicLike(new ModuleLibrary(
            new LabModule { Path = unknown.Module.Path, Version = unknown.Module.Version })));
        await using var strict = await ChecksumBed.StartAsync(peers, "Enforce", "lab", settings => settings.Cluster("lab", null, lab.Address));
        await using var lenient = await ChecksumBed.StartAsync(peers, "Report", "lab", settings => settings.Cluster("lab", null, lab.Address));

        var (status, body) = await strict.GetAsync(ChecksumBed.PathOf(unknown.Module, "mod"));

        status.Should().Be(403);
        Encoding.UTF8.GetString(body).Should().Contain($"{ChecksumDatabase.Name} does not know it");
        (await lenient.GetAsync(ChecksumBed.PathOf(unknown.Module, "mod"))).Status.Should().Be(200);
        await lenient.Gateway.LandedAsync();
        (await lenient.AlarmsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_zip_too_large_to_be_held_is_refused_in_words_where_checksums_are_enforced()
    {
        await using var lab = await Origin.StartAsync(OriginOptions.PublicLike(new ModuleLibrary(
            new LabModule { Path = "example.org/huge", Version = "v1.0.0", Files = [LabFile.Incompressible("data.bin", 3 << 20)] })));
        LabSettings Bound(LabSettings settings) => settings.Cluster("lab", null, lab.Address)
            .Set("Checksums:LargestZipMegabytes", 1).Set("Caching:LargestResponseMegabytes", 1);
        await using var strict = await ChecksumBed.StartAsync(peers, "Enforce", "lab", Bound);
        await using var lenient = await ChecksumBed.StartAsync(peers, "Report", "lab", Bound);

        var (status, body) = await strict.GetAsync("/example.org/huge/@v/v1.0.0.zip");

        status.Should().Be(403);
        Encoding.UTF8.GetString(body).Should().Contain("Checksums:LargestZipMegabytes");
        (await lenient.GetAsync("/example.org/huge/@v/v1.0.0.zip")).Status.Should().Be(200);
    }

    [Fact]
    public async Task The_rest_of_a_zip_that_nobody_sees_whole_is_counted_and_written_down_as_unverified()
    {
        using var folder = new TemporaryFolder();
        await using var lab = await Origin.StartAsync(OriginOptions.PublicLike(new ModuleLibrary(
            new LabModule { Path = "example.org/huge", Version = "v1.0.0", Files = [LabFile.Incompressible("data.bin", 3 << 20)] })));
        await using var bed = await ChecksumBed.StartAsync(peers, "Report", "lab", settings => settings
            .Cluster("lab", null, lab.Address).Set("Caching:LargestResponseMegabytes", 1).Set("Auditing:File", folder["audit.jsonl"]));
        using var counted = new Counted("gateway.checksums.checked", bed.Gateway);
        using var whole = await bed.Gateway.Client.GetAsync("/example.org/huge/@v/v1.0.0.zip", Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/example.org/huge/@v/v1.0.0.zip") { Headers = { Range = new(1_000_000, null), IfRange = new(whole.Headers.ETag!) } };

        using var rest = await bed.Gateway.Client.SendAsync(request, Cancellation);

        rest.StatusCode.Should().Be(System.Net.HttpStatusCode.PartialContent);
        (await rest.Content.ReadAsByteArrayAsync(Cancellation)).Should().Equal((await whole.Content.ReadAsByteArrayAsync(Cancellation)).Skip(1_000_000));
        await Eventually.TrueAsync(async () => (await LinesAsync(folder["audit.jsonl"])).Count(line => line.Verification == "unverified") == 2, "both are in the audit log", Cancellation);
        await Eventually.TrueAsync(() => counted.Tags("state", "unverified").Count == 2, "both are counted", Cancellation);
        counted.Tags("state", "unverified").Should().OnlyContain(tags => tags["cluster"] == "lab");
    }

    private static async Task<IReadOnlyList<(string? Verification, string? Hash)>> LinesAsync(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var lines = (await reader.ReadToEndAsync(Cancellation)).Split('\n')[..^1];
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(line => (Text(line, "verification"), Text(line, "h1")))];

        static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    /// <summary>A zip that is much larger than what is held back.</summary>
    private EndToEnd.ModuleVersion Large => Corruption.Large(peers);
}
