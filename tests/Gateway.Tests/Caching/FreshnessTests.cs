using Gateway.Lab.Modules;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Caching;

/// <summary>What is believed, and how long.</summary>
public class FreshnessTests
{
    private static readonly TimeSpan PastMutable = TimeSpan.FromSeconds(70);

    [Theory]
    [InlineData(CacheTestBed.Mod)]
    [InlineData(CacheTestBed.Zip)]
    [InlineData("/example.org/hello/@v/v1.1.0.info")]
    public async Task What_never_changes_is_asked_for_once(string path)
    {
        await using var bed = await CacheTestBed.StartAsync();

        var first = await bed.GetAsync(path);
        await bed.Gateway.LandedAsync();
        bed.Time.Move(TimeSpan.FromDays(6));
        var second = await bed.GetAsync(path);

        (first.Status, second.Status).Should().Be((200, 200));
        second.Body.Should().Equal(first.Body);
        second.ETag.Should().NotBeNull().And.Be(first.ETag);
        first.CacheStatus.Should().StartWith("gateway; fwd=miss");
        second.CacheStatus.Should().StartWith("gateway; hit; ttl=86400");
        second.Age.Should().Be(6 * 86400);
        second.CacheControl.Should().Be("public, max-age=604800, immutable");
        bed.Origin.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData(CacheTestBed.List)]
    [InlineData("/example.org/hello/@latest")]
    [InlineData("/example.org/hello/@v/master.info")]
    public async Task What_may_change_is_believed_for_its_lifetime_and_then_asked_for_again(string path)
    {
        await using var bed = await CacheTestBed.StartAsync();

        await bed.GetAsync(path);
        bed.Time.Move(TimeSpan.FromSeconds(50));
        var second = await bed.GetAsync(path);
        bed.Time.Move(TimeSpan.FromSeconds(20));
        var third = await bed.GetRefreshedAsync(path);

        second.CacheStatus.Should().StartWith("gateway; hit");
        second.CacheControl.Should().MatchRegex("^public, max-age=([1-9]|1[0-6])$", "that is what is left of the lifetime");
        third.Status.Should().Be(200);
        third.Age.Should().Be(0);
        bed.Origin.Requests.Should().HaveCount(2);
        bed.Origin.Requests.Last.Header("If-None-Match").Should().NotBeNull();
        await bed.Origin.Requests.Last.Over.WaitAsync(TestContext.Current.CancellationToken);
        bed.Origin.Requests.Last.Status.Should().Be(304, "the old answer is confirmed, not sent again");
    }

    [Fact]
    public async Task A_new_version_is_seen_when_the_lifetime_of_the_list_is_over()
    {
        await using var bed = await CacheTestBed.StartAsync();
        await bed.GetAsync(CacheTestBed.List);
        bed.Origin.Library.Publish(new LabModule { Path = "example.org/hello", Version = "v1.9.0" });

        (await bed.GetAsync(CacheTestBed.List)).Text.Should().NotContain("v1.9.0");
        bed.Time.Move(PastMutable);
        (await bed.GetRefreshedAsync(CacheTestBed.List)).Text.Should().Contain("v1.9.0");
    }

    [Fact]
    public async Task A_refresh_that_takes_long_is_not_waited_for()
    {
        await using var bed = await CacheTestBed.StartAsync();
        var old = await bed.GetAsync(CacheTestBed.List);
        bed.Time.Move(PastMutable);
        bed.Origin.Fault = Fault.Silence;

        var stale = await bed.GetAsync(CacheTestBed.List);
        await bed.GetAsync(CacheTestBed.List);
        // Nobody who is served meanwhile has waited until the refresh was on its way.
        await bed.Origin.Requests.WaitForAsync(2, TestContext.Current.CancellationToken);
        bed.Origin.Requests.Should().HaveCount(2, "one refresh runs for everybody");
        bed.Origin.Heal();
        await bed.Origin.Requests.Last.Over.WaitAsync(TestContext.Current.CancellationToken);

        stale.Body.Should().Equal(old.Body);
        stale.CacheStatus.Should().MatchRegex("^gateway; hit; ttl=-[0-9]+; detail=revalidating$");
        stale.Age.Should().Be(70);
    }

    [Fact]
    public async Task An_old_answer_is_served_when_every_cluster_fails_but_not_for_ever()
    {
        await using var bed = await CacheTestBed.StartAsync();
        var old = await bed.GetAsync(CacheTestBed.List);
        await bed.Origin.StopAsync();
        bed.Time.Move(TimeSpan.FromHours(20));

        var stale = await bed.GetRefreshedAsync(CacheTestBed.List);
        var unknown = await bed.GetAsync("/example.org/text/@v/list");
        bed.Time.Move(TimeSpan.FromHours(5));
        var tooOld = await bed.GetAsync(CacheTestBed.List);

        stale.Body.Should().Equal(old.Body);
        stale.CacheStatus.Should().Contain("detail=stale-if-error");
        stale.Age.Should().Be(20 * 3600);
        (unknown.Status, tooOld.Status).Should().Be((502, 502), "an outage is never a 404");
    }

    [Fact]
    public async Task A_404_is_believed_for_thirty_seconds_and_never_served_stale()
    {
        await using var bed = await CacheTestBed.StartAsync();

        var first = await bed.GetAsync(CacheTestBed.Missing);
        var second = await bed.GetAsync(CacheTestBed.Missing);
        bed.Time.Move(TimeSpan.FromSeconds(31));
        await bed.Origin.StopAsync();
        var third = await bed.GetAsync(CacheTestBed.Missing);

        (first.Status, second.Status, third.Status).Should().Be((404, 404, 502));
        second.CacheStatus.Should().StartWith("gateway; hit");
        second.Text.Split('\n')[..2].Should().Equal(first.Text.Split('\n')[..2]);
        bed.Origin.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_404_of_a_version_is_dropped_when_a_list_shows_it()
    {
        await using var bed = await CacheTestBed.StartAsync();
        (await bed.GetAsync(CacheTestBed.Missing)).Status.Should().Be(404);
        bed.Origin.Library.Publish(new LabModule { Path = "example.org/hello", Version = "v1.9.0" });
        bed.Time.Move(TimeSpan.FromSeconds(1));
        (await bed.GetAsync(CacheTestBed.Missing)).Status.Should().Be(404, "nothing says otherwise yet");

        (await bed.GetAsync(CacheTestBed.List)).Text.Should().Contain("v1.9.0");
        (await bed.GetAsync(CacheTestBed.Missing)).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("403")]
    [InlineData("401")]
    [InlineData("429")]
    [InlineData("html")]
    [InlineData("reset")]
    public async Task A_failure_is_never_kept(string fault)
    {
        await using var bed = await CacheTestBed.StartAsync(settings => settings.Set("Failover:LongestCooldown", "00:00:00"));
        bed.Origin.Break(int.TryParse(fault, out var status) ? Fault.Status(status) : Fault.Find(fault)!, times: 1);

        (await bed.GetAsync(CacheTestBed.Mod)).Status.Should().NotBe(200);
        (await bed.GetAsync(CacheTestBed.Mod)).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_404_past_an_outage_is_neither_kept_nor_preferred_to_an_old_answer()
    {
        await using var bed = await CacheTestBed.StartAsync(settings => settings
            .Cluster("dead", null, new Uri("http://127.0.0.1:1/"))
            .Route("example.org/hello", "dead,origin", new { NotFound = "Next", LastIsAuthority = true }));
        var old = await bed.GetAsync(CacheTestBed.List);
        bed.Time.Move(PastMutable);
        bed.Origin.Fault = Fault.Status(404);

        var stale = await bed.GetRefreshedAsync(CacheTestBed.List);
        var missing = await bed.GetAsync(CacheTestBed.Mod);
        bed.Origin.Fault = null;
        var found = await bed.GetAsync(CacheTestBed.Mod);

        stale.Body.Should().Equal(old.Body);
        (missing.Status, found.Status).Should().Be((404, 200));
    }

    [Fact]
    public async Task A_list_that_is_gone_for_good_is_a_404()
    {
        await using var bed = await CacheTestBed.StartAsync();
        await bed.GetAsync(CacheTestBed.List);
        bed.Time.Move(PastMutable);
        bed.Origin.Fault = Fault.Status(404);

        (await bed.GetRefreshedAsync(CacheTestBed.List)).Status.Should().Be(404);
    }

    [Fact]
    public async Task A_module_that_becomes_private_is_not_answered_with_what_was_kept_while_it_was_public()
    {
        await using var bed = await CacheTestBed.StartAsync();
        var before = await bed.GetAsync(CacheTestBed.Mod);
        var settings = new Gateway.Lab.LabSettings().Cluster(bed.Origin, new { Trust = "Internal" }).Route("*", "origin").Private("example.org");
        (await bed.Gateway.ReloadAsync(settings.ToString())).Should().BeTrue();

        var after = await bed.GetAsync(CacheTestBed.Mod);

        before.CacheControl.Should().Be("public, max-age=604800, immutable");
        after.CacheControl.Should().Be("private");
        bed.Origin.Requests.Should().HaveCount(2);
    }
}
