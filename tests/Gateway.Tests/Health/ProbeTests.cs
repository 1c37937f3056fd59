using System.Diagnostics.Metrics;
using Gateway.Health;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Health;

/// <summary>What probes find out, and what follows for requests.</summary>
public class ProbeTests
{
    [Fact]
    public async Task A_replica_that_dies_leaves_rotation_without_a_request_and_comes_back_by_itself()
    {
        await using var bed = await HealthBed.StartAsync(replicas: 2);
        await bed.IsAsync(1, HealthState.Healthy);
        await bed.IsAsync(2, HealthState.Healthy);

        await bed.Replicas[0].StopAsync();
        var dead = await bed.IsAsync(1, HealthState.Unhealthy);
        dead.Evidence.Should().Be("2 probes failed: it refused the connection");
        dead.IsInRotation.Should().BeFalse();

        await bed.Replicas[0].StartAgainAsync();
        (await bed.IsAsync(1, HealthState.Healthy)).Evidence.Should().Be("2 probes succeeded");
        bed.Transitions.Latest.Where(change => change.Destination == "d1").Select(change => (change.From, change.To)).Should().Equal(
            (HealthState.Unknown, HealthState.Healthy), (HealthState.Healthy, HealthState.Unhealthy), (HealthState.Unhealthy, HealthState.Healthy));
    }

    [Fact]
    public async Task A_replica_that_takes_connections_and_says_nothing_is_found_out_and_delays_no_sibling()
    {
        await using var bed = await HealthBed.StartAsync(replicas: 2, probeTimeout: "00:00:00.3");
        await bed.IsAsync(1, HealthState.Healthy);

        bed.Replicas[0].Fault = Fault.Silence;
        (await bed.IsAsync(1, HealthState.Unhealthy)).Evidence.Should().Be("2 probes timed out after 0.3 s");
        await bed.Replicas[1].StopAsync();
        await bed.IsAsync(2, HealthState.Unhealthy);
    }

    [Fact]
    public async Task A_look_that_fails_is_told_and_begins_again()
    {
        await using var bed = await HealthBed.StartAsync();
        var (services, log, looks) = (bed.Gateway.App.Services, new ReloadLog(), 0);
        services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await bed.IsAsync(1, HealthState.Healthy);

        // In the middle of a look, as whatever nobody thought of would.
        using var listener = new MeterListener();
        var scope = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Name == "gateway.health.probes" && published.Meter.Scope == scope)
            {
                listener.EnableMeasurementEvents(published);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags.ToArray().Any(tag => Equals(tag.Value, "liveness")) && Interlocked.Increment(ref looks) == 1)
            {
                throw new InvalidOperationException("Nobody thought of this.");
            }
        });
        listener.Start();

        (await log.WaitForAsync(4003)).Text.Should().Contain("athens/d1");
        await Eventually.TrueAsync(() => Volatile.Read(ref looks) > 1, "it is looked at again", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_login_page_in_place_of_modules_takes_a_replica_out()
    {
        await using var bed = await HealthBed.StartAsync(change: settings => settings.Set("Health:ModuleInterval", "00:00:01"));
        await bed.IsAsync(1, HealthState.Healthy);

        bed.Replicas[0].Fault = Fault.Html;

        (await bed.IsAsync(1, HealthState.Unhealthy)).Evidence.Should().Contain("for a known module failed: it answered with an HTML page");
    }

    [Fact]
    public async Task A_replica_that_does_not_reach_its_own_upstream_is_degraded_and_still_gets_requests()
    {
        await using var bed = await HealthBed.StartAsync(change: settings => settings.Set("Health:ModuleInterval", "00:00:01"));
        await bed.IsAsync(1, HealthState.Healthy);

        bed.Replicas[0].Break(Fault.Status(502), request => request.Path.Contains("-gateway.probe", StringComparison.Ordinal));

        (await bed.IsAsync(1, HealthState.Degraded)).Evidence.Should().Contain("for a version that cannot exist got no 404: it answered 502");
        (await bed.GetAsync(HealthBed.Mod)).Should().Be(200);
    }

    [Fact]
    public async Task A_replica_that_never_had_the_known_module_is_not_judged_by_it()
    {
        await using var bed = await HealthBed.StartAsync(upstream: new { Kind = "Athens", Trust = "Internal" });
        await bed.IsAsync(1, HealthState.Healthy);

        await bed.Replicas[0].Probes.WaitForAsync(3, TestContext.Current.CancellationToken);

        bed.Replicas[0].Probes.Targets.Should().Contain("/golang.org/x/mod/@v/v0.3.0.info");
        bed.Standing(1).State.Should().Be(HealthState.Healthy);
    }

    [Fact]
    public async Task Every_replica_down_is_no_reason_not_to_ask_at_the_end_of_a_chain()
    {
        await using var bed = await HealthBed.StartAsync();
        await bed.IsAsync(1, HealthState.Healthy);

        bed.Replicas[0].Break(Fault.Status(503), request => request.Path == "/healthz");
        (await bed.IsAsync(1, HealthState.Unhealthy)).Evidence.Should().Be("2 probes answered 503");

        (await bed.GetAsync(HealthBed.Mod)).Should().Be(200);
    }

    [Fact]
    public async Task A_slow_module_of_a_replica_that_is_well_opens_no_breaker()
    {
        await using var bed = await HealthBed.StartAsync(
            change: settings => settings.Set("Health:MinimumThroughput", 2),
            upstream: new { Kind = "Athens", Trust = "Internal", ProbeModule = HealthBed.Known, LastFirstByteTimeout = "00:00:00.3", FirstByteTimeout = "00:00:00.3" });
        await bed.IsAsync(1, HealthState.Healthy);
        bed.Replicas[0].Break(Fault.Silence, request => request.Path == HealthBed.Mod);

        (await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bed.GetAsync(HealthBed.Mod)))).Should().OnlyContain(status => status == 504);

        bed.Standing(1).State.Should().Be(HealthState.Healthy);
    }

    [Fact]
    public async Task Failing_requests_open_the_breaker_although_the_replica_answers_its_probes_and_a_trial_closes_it()
    {
        await using var bed = await HealthBed.StartAsync(replicas: 2, change: settings => settings.Set("Health:MinimumThroughput", 4));
        await bed.IsAsync(1, HealthState.Healthy);
        await bed.IsAsync(2, HealthState.Healthy);
        bed.Replicas[0].Break(Fault.Status(500), request => request.Path == HealthBed.Mod);

        for (var asked = 0; bed.Standing(1).State != HealthState.Broken; asked++)
        {
            (await bed.GetAsync(HealthBed.Mod)).Should().Be(200, "the other replica answers");
            asked.Should().BeLessThan(50);
        }

        bed.Standing(1).Evidence.Should().Contain("of its requests failed within 10 s, the last one answered 500; left alone for 1 s");
        bed.Replicas[0].Heal();
        using var deadline = Patience.Bounded(TestContext.Current.CancellationToken);
        while (bed.Standing(1).State == HealthState.Broken)
        {
            (await bed.GetAsync(HealthBed.Mod)).Should().Be(200);
            deadline.Token.ThrowIfCancellationRequested();
        }

        bed.Standing(1).Evidence.Should().Be("2 trials succeeded");
    }

    [Fact]
    public async Task A_public_replica_that_takes_connections_and_says_nothing_is_out_after_a_few_requests()
    {
        // Of itself it would be asked for a module once a day, and its connections are all that is looked at.
        await using var bed = await HealthBed.StartAsync(
            replicas: 2,
            settings => settings.Balance("athens", "FirstAlphabetical").WithHedging().Set("Health:ModuleInterval", "1.00:00:00"),
            upstream: new { Kind = "Generic", Trust = "Public", ProbeModule = HealthBed.Known, ProbeTimeout = "00:00:00.5" });
        await bed.IsAsync(1, HealthState.Healthy);
        await bed.IsAsync(2, HealthState.Healthy);
        bed.Replicas[0].Fault = Fault.Silence;

        var asked = 0;
        for (; bed.Standing(1).State != HealthState.Unhealthy; asked++)
        {
            (await bed.GetAsync(HealthBed.Mod)).Should().Be(200, "the other replica answers");
        }

        bed.Standing(1).Evidence.Should().Be("2 probes for a known module failed: it sent nothing for 0.5 s");
        bed.Replicas[0].Requests.Count.Should().BeLessThanOrEqualTo(asked);
        bed.Replicas[0].Heal();
        (await bed.IsAsync(1, HealthState.Healthy)).IsInRotation.Should().BeTrue();
    }

    [Fact]
    public async Task Who_was_away_is_wholly_well_when_it_is_back()
    {
        await using var bed = await HealthBed.StartAsync(change: settings => settings.Set("Health:ModuleInterval", "00:00:01"));
        await bed.IsAsync(1, HealthState.Healthy);
        // First where it is asked whether it is there at all: two looks at modules in vain before that would say that it is half well.
        bed.Replicas[0].Break(Fault.Reset, request => request.Path == "/healthz");
        await bed.IsAsync(1, HealthState.Unhealthy);
        bed.Replicas[0].Fault = Fault.Reset;
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var before = ModuleProbes(); ModuleProbes() < before + 4;)
        {
            await look.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        bed.Replicas[0].Heal();
        await bed.IsAsync(1, HealthState.Healthy);

        bed.Transitions.Latest.Should().NotContain(change => change.To == HealthState.Degraded);

        int ModuleProbes() => bed.Replicas[0].Probes.Targets.Count(target => target.EndsWith(".info", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reload_keeps_what_is_known_and_forgets_who_is_gone()
    {
        await using var bed = await HealthBed.StartAsync(replicas: 2);
        var known = await bed.IsAsync(1, HealthState.Healthy);
        var settings = await File.ReadAllTextAsync(bed.Gateway.SettingsFile, TestContext.Current.CancellationToken);

        (await bed.Gateway.ReloadAsync(settings.Replace("\"MemoryMegabytes\": 0", "\"MemoryMegabytes\": 1", StringComparison.Ordinal))).Should().BeTrue();

        bed.Standing(1).Should().BeSameAs(known);
    }

    [Theory]
    [InlineData("""{ "Upstreams": { "golang": { "ProbeModule": "golang.org/x/mod" } } }""", "Upstreams:golang:ProbeModule is \"golang.org/x/mod\"; a module and a version such as*")]
    [InlineData("""{ "Upstreams": { "golang": { "ProbeModule": "../x@v1.0.0" } } }""", "Upstreams:golang:ProbeModule is \"../x@v1.0.0\", whose module path*")]
    [InlineData("""{ "Modules": { "Private": [ "corp.example" ] }, "Upstreams": { "golang": { "ProbeModule": "corp.example/a@v1.0.0" } } }""", "*which is private, and the cluster is not Internal.")]
    public void A_probe_that_cannot_be_or_would_tell_a_private_name_stops_the_start(string settings, string fault)
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = SettingsFolder.Least, ["appsettings.Production.json"] = settings };
        folder.Environment["DOTNET_ENVIRONMENT"] = "Production";

        folder.Faults().Should().ContainSingle().Which.Should().Match(fault);
    }
}
