using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Settings;
using Gateway.Upstreams;

namespace Gateway.Tests.Mirroring;

/// <summary>Which requests are copied to whom, and what the copies say.</summary>
public class MirrorTests
{
    private const string Mod = "/example.org/hello/@v/v1.1.0.mod";
    private const string Zip = "/example.org/hello/@v/v1.1.0.zip";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_says_what_became_of_the_request_and_nothing_that_the_client_said()
    {
        await using var bed = await MirrorBed.StartAsync(upstream: new { Trust = "Internal" });

        var (_, id) = await bed.AskAsync(Mod);
        await bed.Audit.Requests.WaitForAsync(1, Cancellation);

        var copy = bed.Audit.Requests.Last;
        var body = LabModules.Public().Find("example.org/hello", "v1.1.0")!.Mod;
        copy.ToString().Should().Be($"GET {Mod}");
        copy.Headers.Where(header => header.Key.StartsWith("X-", StringComparison.Ordinal)).ToDictionary().Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["X-Request-ID"] = id,
            ["X-Edge-Mirror"] = "copy",
            ["X-Mirror-Decision"] = "allow",
            ["X-Mirror-Rule"] = "default",
            ["X-Mirror-Cluster"] = "nexus",
            ["X-Mirror-Status"] = "200",
            ["X-Mirror-Bytes"] = $"{body.Length}",
            ["X-Mirror-Sha256"] = Convert.ToHexStringLower(SHA256.HashData(body.ToArray())),
            ["X-Mirror-Cache"] = "miss",
        });
        copy.Headers.Keys.Where(name => !name.StartsWith("X-", StringComparison.Ordinal)).Should().BeSubsetOf(["Host", "User-Agent", "Via", "traceparent"]);
        // One of its own, where somebody records traces.
        copy.Headers.GetValueOrDefault("traceparent", "").Should().NotContain("0af7651916cd43dd8448eb211c80319c");
    }

    [Fact]
    public async Task Hits_and_zips_that_streamed_through_are_copied_with_their_hash()
    {
        await using var bed = await MirrorBed.StartAsync();
        var hash = Convert.ToHexStringLower(SHA256.HashData(LabModules.Public().Find("example.org/hello", "v1.1.0")!.Zip.ToArray()));

        await bed.AskAsync(Zip);
        await bed.Audit.Requests.WaitForAsync(1, Cancellation);
        await bed.AskAsync(Zip);
        await bed.Audit.Requests.WaitForAsync(2, Cancellation);

        bed.Audit.Requests.First().Header("X-Mirror-Cache").Should().Be("miss");
        bed.Audit.Requests.Last.Header("X-Mirror-Cache").Should().BeOneOf("hit", "joined");
        bed.Audit.Requests.Should().OnlyContain(copy => copy.Header("X-Mirror-Sha256") == hash);
    }

    [Fact]
    public async Task A_copy_at_request_time_comes_before_the_answer_and_knows_nothing_of_it()
    {
        await using var bed = await MirrorBed.StartAsync(new { When = "Request" });
        bed.Nexus.Fault = Fault.Silence;

        var asking = bed.AskAsync(Mod);
        await bed.Audit.Requests.WaitForAsync(1, Cancellation);
        asking.IsCompleted.Should().BeFalse();
        bed.Nexus.Heal();

        (await asking).Id.Should().Be(bed.Audit.Requests.Last.Header("X-Request-ID"));
        bed.Audit.Requests.Last.Headers.Keys.Should().NotContain(name => name.StartsWith("X-Mirror", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HEAD", Zip, 200, "allow")]
    [InlineData("GET", "/example.org/nowhere/@v/list", 404, "allow")]
    public async Task Whatever_became_of_it_is_copied(string method, string path, int status, string decision)
    {
        await using var bed = await MirrorBed.StartAsync();

        (await bed.AskAsync(path, method)).Status.Should().Be(status);

        await bed.Audit.Requests.WaitForAsync(1, Cancellation);
        bed.Audit.Requests.Last.ToString().Should().Be($"{method} {path}");
        bed.Audit.Requests.Last.Header("X-Mirror-Status").Should().Be($"{status}");
        bed.Audit.Requests.Last.Header("X-Mirror-Decision").Should().Be(decision);
    }

    [Fact]
    public async Task What_is_refused_is_copied_with_its_decision_but_no_private_name_leaves()
    {
        // The route has no internal cluster, so a private module is refused.
        await using var open = await Origin.StartAsync(new OriginOptions { Name = "open", Library = LabModules.Public() });
        await using var inside = await Origin.StartAsync(new OriginOptions { Name = "inside" });
        await using var outside = await Origin.StartAsync(new OriginOptions { Name = "outside" });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(open).Cluster(inside, new { Trust = "Internal" }).Cluster(outside)
            .Private("corp.example").Route("*", "open")
            .Set("Mirroring:in", new JsonObject { ["Cluster"] = "inside" }).Set("Mirroring:out", new JsonObject { ["Cluster"] = "outside" }));
        using var dropped = new Counted("gateway.mirror.dropped", gateway);

        ((int)(await gateway.Client.GetAsync("/corp.example/auth/@v/list", Cancellation)).StatusCode).Should().Be(403);
        (await gateway.Client.GetAsync(Mod, Cancellation)).EnsureSuccessStatusCode();
        await inside.Requests.WaitForAsync(2, Cancellation);
        await outside.Requests.WaitForAsync(1, Cancellation);

        inside.Requests.Single(copy => copy.Target.StartsWith("/corp.example", StringComparison.Ordinal)).Header("X-Mirror-Decision").Should().Be("deny");
        outside.Requests.Targets.Should().Equal(Mod);
        dropped.Tags("reason", "private").Should().ContainSingle().Which["mirror"].Should().Be("out");
    }

    [Fact]
    public async Task The_share_is_told_from_the_request_id()
    {
        await using var bed = await MirrorBed.StartAsync(new { Sample = 0.25 });
        var ids = new List<string>();
        for (var asked = 0; asked < 400; asked++)
        {
            ids.Add((await bed.AskAsync(Mod)).Id);
        }

        var sampled = ids.Where(id => StableShare.Has(id, 0.25)).ToList();
        await bed.SettledAsync(sampled.Count);
        bed.Audit.Requests.Select(copy => copy.Header("X-Request-ID")).Should().BeEquivalentTo(sampled);
    }

    [Fact]
    public void Shares_are_what_they_say_and_hold_each_other()
    {
        var names = Enumerable.Range(0, 20_000).Select(number => $"example.org/module{number}").ToList();
        foreach (var share in new[] { 0, 0.001, 0.05, 0.5, 1 })
        {
            // Four times the standard deviation of so many draws.
            var deviation = 4 * Math.Sqrt(names.Count * share * (1 - share));
            names.Count(name => StableShare.Has(name, share)).Should().BeInRange((int)Math.Floor((names.Count * share) - deviation), (int)Math.Ceiling((names.Count * share) + deviation));
        }

        names.Where(name => StableShare.Has(name, 0.05)).Should().OnlyContain(name => StableShare.Has(name, 0.1));
    }

    [Fact]
    public async Task Only_the_modules_and_kinds_that_it_names_are_copied()
    {
        await using var bed = await MirrorBed.StartAsync(new { Modules = new[] { "example.org/hello" }, Kinds = new[] { "Zip" } });

        foreach (var path in new[] { Mod, "/example.org/text/@v/v1.1.0.zip", "/example.org/hello/@v/list", Zip })
        {
            (await bed.AskAsync(path)).Status.Should().Be(200);
        }

        await bed.SettledAsync(1);
        bed.Audit.Requests.Targets.Should().Equal(Zip);
    }

    [Fact]
    public async Task The_mirrors_own_credentials_are_sent_and_no_others()
    {
        await using var bed = await MirrorBed.StartAsync(upstream: new { Username = "copies" }, change: settings => settings.Secret("Upstreams:audit:PasswordFile", "its-own"));

        await bed.AskAsync(Mod);
        await bed.Audit.Requests.WaitForAsync(1, Cancellation);

        bed.Audit.Requests.Last.Authorization.Should().Be("Basic " + Convert.ToBase64String("copies:its-own"u8));
    }

    [Fact]
    public async Task A_copy_is_a_trace_of_its_own_that_links_to_the_clients()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Gateway.Mirroring",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var bed = await MirrorBed.StartAsync(new { Kinds = new[] { "Latest" } }, new { Trust = "Internal" }, change: static settings =>
        {
            settings.Json["Mirroring"]!["traced"] = settings.Json["Mirroring"]!["copy"]!.DeepClone();
            settings.Json["Mirroring"]!.AsObject().Remove("copy");
        });

        await bed.AskAsync("/example.org/hello/@latest");
        await bed.SettledAsync(1);

        // Mirrors of other tests are heard as well.
        var span = spans.Single(span => span.GetTagItem("gateway.mirror") is "traced");
        span.Links.Single().Context.TraceId.ToHexString().Should().Be("0af7651916cd43dd8448eb211c80319c");
        span.TraceId.ToHexString().Should().NotBe("0af7651916cd43dd8448eb211c80319c");
        span.ParentId.Should().BeNull();
        bed.Audit.Requests.Last.Header("traceparent").Should().Contain(span.TraceId.ToHexString(), "an internal cluster may hear of it");
    }

    [Theory]
    [InlineData("Mirroring:copy:Cluster", "audti", "Mirroring:copy:Cluster is \"audti\", which ReverseProxy:Clusters does not name (nexus, audit). Did you mean audit?")]
    [InlineData("Mirroring:copy:Sample", "1.5", "Mirroring:copy:Sample is \"1.5\"; 0 to 1.")]
    [InlineData("Mirroring:copy:Modules", "[\"[\"]", "Mirroring:copy:Modules has \"[\"")]
    [InlineData("Mirroring:copy:Kinds", "[\"ChecksumTile\"]", "Mirroring:copy:Kinds has \"ChecksumTile\"; one of List, Latest, Info, Mod, Zip is needed.")]
    [InlineData("Mirroring:copy:QueueLength", "0", "Mirroring:copy:QueueLength is \"0\"")]
    [InlineData("Mirroring:a b", "{\"Cluster\":\"audit\"}", "Mirroring:a b is sent as a header")]
    [InlineData("Mirroring:copy:When", "\"Request\"", "Mirroring:copy:Compare is true and When is Request")]
    public async Task Wrong_settings_stop_the_start_with_a_sentence(string key, string value, string sentence)
    {
        var start = () => MirrorBed.StartAsync(new { Compare = key.EndsWith("When", StringComparison.Ordinal) }, change: settings =>
            settings.Set(key, value[0] is '[' or '{' or '"' || char.IsAsciiDigit(value[0]) ? JsonNode.Parse(value) : value));

        (await start.Should().ThrowAsync<SettingsException>()).Which.Message.Should().Contain(sentence);
    }
}
