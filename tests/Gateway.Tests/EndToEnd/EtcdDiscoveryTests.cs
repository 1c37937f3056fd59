using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Tests.Discovery;

namespace Gateway.Tests.EndToEnd;

/// <summary>Destinations that a real etcd names.</summary>
public class EtcdDiscoveryTests(ITestOutputHelper output)
{
    private const string Prefix = "/gateway/athens/";

    // A change is to be in force within half a second; the rest is for a machine on which everything else is tested too.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_that_are_put_changed_deleted_or_outlive_their_lease_are_destinations_at_once()
    {
        await using var etcd = await EtcdServer.StartAsync(Cancellation);
        await using var bed = await DiscoveryBed.StartAsync(Discovery(etcd));
        var (first, second) = (bed.Origins[1].Address, bed.Origins[2].Address);
        await bed.Log.WaitForAsync(4105);
        (await bed.GetAsync()).Should().Be(200, "no key is no reason to forget the configured destination");

        await etcd.PutAsync($"{Prefix}a", $"{first}");
        await TookAsync(bed, "put", $"a {first}");
        await etcd.PutAsync($"{Prefix}b", $$"""{ "address": "{{second}}", "weight": 2.5 }""");
        await TookAsync(bed, "put", $"a {first}", $"b {second}");
        bed.Destinations.Single(destination => destination.Address == second).Weight.Should().Be(2.5);
        await etcd.PutAsync($"{Prefix}a", $"{second}");
        await TookAsync(bed, "changed", $"a {second}", $"b {second}");
        await etcd.PutAsync("/gateway/athenz/c", $"{second}");
        await etcd.DeleteAsync($"{Prefix}b");
        await TookAsync(bed, "deleted", $"a {second}");
        var lease = await etcd.GrantAsync();
        await etcd.PutAsync($"{Prefix}leased", $"{first}", lease);
        await TookAsync(bed, "leased", $"a {second}", $"leased {first}");
        await etcd.EndAsync(lease);
        await bed.HasAsync($"a {second}");

        (await bed.GetAsync()).Should().Be(200);
        bed.Origins[2].Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_source_that_dies_leaves_what_it_named_last_also_through_a_reload_and_is_heard_again_when_it_is_back()
    {
        await using var etcd = await EtcdServer.StartAsync(Cancellation);
        await etcd.PutAsync($"{Prefix}a", "http://127.0.0.1:1/");
        await using var bed = await DiscoveryBed.StartAsync(Discovery(etcd));
        await bed.HasAsync("a http://127.0.0.1:1/");
        await etcd.PutAsync($"{Prefix}a", $"{bed.Origins[1].Address}");
        await bed.HasAsync($"a {bed.Origins[1].Address}");

        await etcd.KillAsync();
        await bed.Log.WaitForAsync(4102);
        var settings = await File.ReadAllTextAsync(bed.Gateway.SettingsFile, Cancellation);
        (await bed.Gateway.ReloadAsync(settings.Replace("\"Retries\": 0", "\"Retries\": 1", StringComparison.Ordinal))).Should().BeTrue();

        bed.Named.Should().Equal($"a {bed.Origins[1].Address}");
        (await bed.GetAsync()).Should().Be(200);
        await etcd.StartAgainAsync(Cancellation);
        await bed.Log.WaitForAsync(4103);
        await etcd.PutAsync($"{Prefix}b", $"{bed.Origins[2].Address}");
        await bed.HasAsync($"a {bed.Origins[1].Address}", $"b {bed.Origins[2].Address}");
        bed.Log.Of(4102).Should().ContainSingle("an outage is told once");
    }

    [Fact]
    public async Task A_source_that_is_down_at_the_start_leaves_the_configured_destinations_until_it_is_up()
    {
        await using var etcd = await EtcdServer.StartAsync(Cancellation);
        await etcd.PutAsync($"{Prefix}a", "http://127.0.0.1:1/");
        await etcd.KillAsync();

        await using var bed = await DiscoveryBed.StartWithAsync(Discovery(etcd));

        (await bed.GetAsync()).Should().Be(200);
        bed.Named.Should().Equal($"d1 {bed.Origins[0].Address}");
        await etcd.StartAgainAsync(Cancellation);
        await bed.HasAsync("a http://127.0.0.1:1/");
    }

    [Fact]
    public async Task What_is_down_gets_nothing_and_a_backup_only_when_no_other_is_left()
    {
        await using var etcd = await EtcdServer.StartAsync(Cancellation);
        await using var bed = await DiscoveryBed.StartAsync(Discovery(etcd));
        await etcd.PutAsync($"{Prefix}a", $$"""{ "address": "{{bed.Origins[1].Address}}" }""");
        await etcd.PutAsync($"{Prefix}b", $$"""{ "address": "{{bed.Origins[2].Address}}", "backup": true }""");
        await bed.HasAsync($"a {bed.Origins[1].Address}", $"b {bed.Origins[2].Address}");

        for (var asked = 0; asked < 5; asked++)
        {
            (await bed.GetAsync()).Should().Be(200);
        }

        (bed.Origins[1].Requests.Count, bed.Origins[2].Requests.Count).Should().Be((5, 0));
        await etcd.PutAsync($"{Prefix}a", $$"""{ "address": "{{bed.Origins[1].Address}}", "down": true }""");
        await IsDownAsync(bed, "a");
        (await bed.GetAsync()).Should().Be(200);
        (bed.Origins[1].Requests.Count, bed.Origins[2].Requests.Count).Should().Be((5, 1));
        await etcd.PutAsync($"{Prefix}b", $$"""{ "address": "{{bed.Origins[2].Address}}", "down": true }""");
        await IsDownAsync(bed, "b");
        (await bed.GetAsync()).Should().Be(503, "all are down by order");
    }

    [Fact]
    public async Task Values_that_are_no_destinations_are_named_and_do_not_hinder_the_others()
    {
        await using var etcd = await EtcdServer.StartAsync(Cancellation);
        await etcd.PutAsync($"{Prefix}empty", "");
        await etcd.PutAsync($"{Prefix}json", "{ \"address\": ");
        await etcd.PutAsync($"{Prefix}misspelt", """{ "address": "http://127.0.0.1:1/", "dwon": true }""");
        await etcd.PutAsync($"{Prefix}scheme", "ftp://127.0.0.1/");
        await etcd.PutAsync($"{Prefix}secret", "http://me:hunter2@127.0.0.1/");
        await etcd.PutAsync($"{Prefix}weight", """{ "address": "http://127.0.0.1:1/", "weight": -1 }""");
        await etcd.PutAsync($"{Prefix}two words", "http://127.0.0.1:1/");
        await using var bed = await DiscoveryBed.StartAsync(Discovery(etcd));
        await bed.Log.WaitForAsync(4105);
        bed.Named.Should().Equal($"d1 {bed.Origins[0].Address}");

        await etcd.PutAsync($"{Prefix}good", $"{bed.Origins[1].Address}");
        await bed.HasAsync($"good {bed.Origins[1].Address}");

        var told = bed.Log.Of(4104).Select(line => line.Text).Distinct().ToList();
        told.Should().HaveCount(7).And.OnlyContain(text => text.StartsWith($"athens: Etcd: {Prefix}") && !text.Contains("hunter2"));
        told.Should().Contain($"athens: Etcd: {Prefix}empty is empty, so it is no destination.");
    }

    [Fact]
    public async Task A_password_is_asked_for_and_given()
    {
        await using var etcd = await EtcdServer.StartAsync(Cancellation);
        await etcd.PutAsync($"{Prefix}a", "http://127.0.0.1:1/");
        await etcd.RequirePasswordAsync("correct horse");

        await using var bed = await DiscoveryBed.StartAsync(
            new { Source = "Etcd", Addresses = new[] { "http://127.0.0.1:1", $"{etcd.Address}" }, Prefix, Username = "root" },
            settings => settings.Secret("Upstreams:athens:Discovery:PasswordFile", "correct horse\n"));

        await bed.HasAsync("a http://127.0.0.1:1/");
    }

    [Fact]
    public async Task Over_tls_the_named_authority_vouches_and_the_password_goes_to_nobody_else()
    {
        using var ours = new LabAuthority("Ours");
        using var theirs = new LabAuthority("Theirs");
        using var certificate = ours.IssueServer();
        await using var etcd = await EtcdServer.StartAsync(Cancellation, certificate);
        await etcd.PutAsync($"{Prefix}a", "http://127.0.0.1:1/");
        await etcd.RequirePasswordAsync("correct horse");
        var discovery = new { Source = "Etcd", Addresses = new[] { $"{etcd.Address}" }, Prefix, Username = "root" };

        await using var trusting = await DiscoveryBed.StartAsync(discovery, settings => Secrets(settings, "correct horse", ours));
        await using var wary = await DiscoveryBed.StartAsync(discovery, settings => Secrets(settings, "correct horse", theirs));
        await using var wrong = await DiscoveryBed.StartAsync(discovery, settings => Secrets(settings, "battery staple", ours));

        await trusting.HasAsync("a http://127.0.0.1:1/");
        await trusting.Gateway.App.StopAsync(Cancellation);
        (await wary.Log.WaitForAsync(4102)).Text.Should().Contain("SSL");
        (await wrong.Log.WaitForAsync(4102)).Text.Should().Contain("answered 4");
        wary.Named.Should().Equal($"d1 {wary.Origins[0].Address}");
        wrong.Named.Should().Equal($"d1 {wrong.Origins[0].Address}");
        foreach (var bed in new[] { wary, wrong })
        {
            bed.Log.Of(4102).Should().OnlyContain(line => !line.Text.Contains("correct") && !line.Text.Contains("battery"));
        }
    }

    [Fact]
    public async Task Over_tls_a_change_is_seen_at_once_as_well()
    {
        using var authority = new LabAuthority();
        using var certificate = authority.IssueServer();
        await using var etcd = await EtcdServer.StartAsync(Cancellation, certificate);
        await etcd.PutAsync($"{Prefix}a", "http://127.0.0.1:1/");
        await etcd.RequirePasswordAsync("correct horse");
        await using var bed = await DiscoveryBed.StartAsync(
            new { Source = "Etcd", Addresses = new[] { $"{etcd.Address}" }, Prefix, Username = "root" }, settings => Secrets(settings, "correct horse", authority));
        using var up = new Counted("gateway.discovery.up", bed.Gateway);
        using var changes = new Counted("gateway.discovery.changes", bed.Gateway);
        await bed.HasAsync("a http://127.0.0.1:1/");

        await etcd.LogInAsync("correct horse");
        await etcd.PutAsync($"{Prefix}b", "http://127.0.0.1:2/");

        await TookAsync(bed, "put", "a http://127.0.0.1:1/", "b http://127.0.0.1:2/");
        await Caching.Eventually.TrueAsync(() => changes.Tags("cluster", "athens").Count > 0 && up.Sum > 0, "it is counted", Cancellation);
        changes.Tags("source", "Etcd").Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_private_module_reaches_the_destinations_of_an_internal_cluster_and_of_no_other()
    {
        await using var etcd = await EtcdServer.StartAsync(Cancellation);
        await using var open = await DiscoveryBed.StartAsync(Discovery(etcd), settings => settings.Private("example.org"));
        await using var own = await DiscoveryBed.StartAsync(Discovery(etcd), settings => settings.Private("example.org"), trust: "Internal");
        await etcd.PutAsync($"{Prefix}a", $"{own.Origins[1].Address}");
        await open.HasAsync($"a {own.Origins[1].Address}");
        await own.HasAsync($"a {own.Origins[1].Address}");

        (await open.GetAsync()).Should().NotBe(200);
        own.Origins[1].Requests.Should().BeEmpty();
        (await own.GetAsync()).Should().Be(200);
        own.Origins[1].Requests.Should().ContainSingle();
    }

    private static object Discovery(EtcdServer etcd) => new { Source = "Etcd", Addresses = new[] { $"{etcd.Address}" }, Prefix };

    private static void Secrets(LabSettings settings, string password, LabAuthority authority) => settings
        .Secret("Upstreams:athens:Discovery:PasswordFile", password + "\n").Secret("Upstreams:athens:Discovery:Authorities", authority.Pem);

    private async Task TookAsync(DiscoveryBed bed, string what, params string[] named)
    {
        var took = await bed.HasAsync(named);
        output.WriteLine($"{what}: in force after {took.TotalMilliseconds:0} ms");
        took.Should().BeLessThan(Soon, what);
    }

    private static Task IsDownAsync(DiscoveryBed bed, string name) => Caching.Eventually.TrueAsync(
        () => bed.Destinations.Single(destination => destination.State.DestinationId == name).IsDown, $"{name} is down", Cancellation);
}
