using System.Text.Json.Nodes;
using Gateway.Caching;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;
using Gateway.Tests.Checksums;
using Gateway.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Access.Rules;

/// <summary>When a version appeared is known to all gateways of a name and over restarts, where there is a Redis.</summary>
public sealed class SharedSightingsTests : IAsyncLifetime
{
    private const string Text = "/example.org/text/@v/";

    private static readonly DateTimeOffset LongAgo = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly AheadClock _clock = new();
    private Origin _origin = null!;
    private RedisServer _redis = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder["key"], new string('k', 32), Cancellation);
        _redis = await RedisServer.StartAsync(Cancellation);
        _origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        await _redis.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.org")]
    public async Task What_one_gateway_saw_makes_a_version_young_at_another_and_after_a_restart(string secret)
    {
        string shown;
        await using (var first = await StartAsync(secret))
        {
            (await first.Client.GetStringAsync(Text + "list", Cancellation)).Should().Contain("v1.2.0\n");
            PublishBackdated();
            await using var second = await StartAsync(secret);
            await Eventually.TrueAsync(async () => (await ZipAsync(second)).Status == 403, "the other one has never seen the list without it", Cancellation);
            shown = (await ZipAsync(second)).Text;
        }

        _clock.Move(TimeSpan.FromHours(5));
        await using var later = await StartAsync(secret);

        (await ZipAsync(later)).Should().Be((403, shown), "it appeared when it appeared");
        shown.Should().Contain("v1.3.0 appeared on ");
        (await later.Client.GetStringAsync(Text + "list", Cancellation)).Should().Contain("v1.2.0\n").And.NotContain("v1.3.0");
        _clock.Move(TimeSpan.FromDays(3));
        (await ZipAsync(later)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Without_a_key_what_is_private_is_remembered_here_alone()
    {
        await using (var first = await StartAsync("example.org", hasKey: false))
        {
            (await first.Client.GetStringAsync(Text + "list", Cancellation)).Should().Contain("v1.2.0\n");
        }

        (await _redis.ExecuteAsync(Cancellation, "KEYS", "*sighting*")).Should().NotContain("sighting");
    }

    [Fact]
    public async Task While_redis_is_away_everybody_goes_by_what_he_saw_himself()
    {
        await using var gateway = await StartAsync("");
        await _redis.KillAsync();

        (await gateway.Client.GetStringAsync(Text + "list", Cancellation)).Should().Contain("v1.2.0\n");
        PublishBackdated();

        await Eventually.TrueAsync(async () => (await ZipAsync(gateway)).Status == 403, "the new version is noticed", Cancellation);
        using var old = await gateway.Client.GetAsync(Text + "v1.2.0.zip", Cancellation);
        old.IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task What_somebody_else_wrote_in_its_place_changes_nothing()
    {
        await using var gateway = await StartAsync("", hasKey: false);
        (await gateway.Client.GetStringAsync(Text + "list", Cancellation)).Should().Contain("v1.2.0\n");
        var key = (await _redis.ExecuteAsync(Cancellation, "KEYS", "*list-sighting*")).Split('\n').Select(line => line.Trim()).Single(line => line.Contains("list-sighting", StringComparison.Ordinal));
        await _redis.ExecuteAsync(Cancellation, "SET", key, "nonsense");
        PublishBackdated();

        await Eventually.TrueAsync(async () => (await ZipAsync(gateway)).Status == 403, "the new version is noticed", Cancellation);
    }

    [Fact]
    public async Task Who_begins_after_redis_lost_its_data_makes_nothing_old_that_others_saw_appear()
    {
        await using var old = await StartAsync("");
        (await old.Client.GetStringAsync(Text + "list", Cancellation)).Should().Contain("v1.2.0\n");
        await _redis.ExecuteAsync(Cancellation, "FLUSHALL");
        PublishBackdated();
        await using var fresh = await StartAsync("");
        (await fresh.Client.GetStringAsync(Text + "list", Cancellation)).Should().Contain("v1.3.0\n", "it has seen no list without it");

        await Eventually.TrueAsync(async () => (await ZipAsync(old)).Status == 403, "this one has", Cancellation);
        _origin.Library.Publish(new LabModule { Path = "example.org/text", Version = "v1.4.0", Time = LongAgo });
        _clock.Move(TimeSpan.FromMinutes(2));
        await Eventually.TrueAsync(
            async () => !(await fresh.Client.GetStringAsync(Text + "list", Cancellation)).Contains("v1.3.0", StringComparison.Ordinal), "it is told with the next news of the list", Cancellation);
    }

    private void PublishBackdated()
    {
        _origin.Library.Publish(new LabModule { Path = "example.org/text", Version = "v1.3.0", Time = LongAgo });
        // What is kept of the list is believed no more.
        _clock.Move(TimeSpan.FromMinutes(2));
    }

    private static async Task<(int Status, string Text)> ZipAsync(LabGateway gateway)
    {
        using var response = await gateway.Client.GetAsync(Text + "v1.3.0.zip", Cancellation);
        return ((int)response.StatusCode, (await response.Content.ReadAsStringAsync(Cancellation)).Split('\n').FirstOrDefault(line => line.StartsWith("v1.3.0", StringComparison.Ordinal), ""));
    }

    private async Task<LabGateway> StartAsync(string secret, bool hasKey = true)
    {
        var settings = new LabSettings().Cluster(_origin, new { Trust = "Internal" }).Route("*", "origin")
            .Set("Caching:Redis:Connection", _redis.Address)
            // None of these tests is about a Redis that is slow; a busy machine is.
            .Set("Caching:Redis:Timeout", "00:00:05")
            .Set("Access", JsonNode.Parse("""{ "Rules": [ { "Id": "wait", "Effect": "Deny", "Modules": [ "*" ], "MinimumAge": "3.00:00:00" } ] }"""));
        settings = hasKey ? settings.Set("Caching:Redis:KeyFile", _folder["key"]) : settings;
        var gateway = await LabGateway.StartAsync(secret.Length > 0 ? settings.Private(secret) : settings, _clock);
        await Eventually.TrueAsync(() => gateway.App.Services.GetRequiredService<RedisLink>().IsUsed, "Redis is used", Cancellation);
        return gateway;
    }
}
