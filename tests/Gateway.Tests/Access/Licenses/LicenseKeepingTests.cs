using System.Text.RegularExpressions;
using Gateway.Caching;
using Gateway.Lab;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Access.Licenses;

/// <summary>Verdicts on licences where the zip does not come whole, and where it comes from Redis alone.</summary>
public class LicenseKeepingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("die")]
    [InlineData("chunked")]
    [InlineData("short")]
    [InlineData("cut")]
    public async Task A_zip_that_breaks_off_while_it_is_waited_for_is_an_outage_in_words_and_nothing_of_it_is_kept(string way)
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Deny": [ "AGPL-*" ] }""", settings => settings.Set("Caching:LargestResponseMegabytes", 16));
        using var counted = new Counted("gateway.access.licenses", bed.Gateway);
        bed.Origin.Fault = way switch
        {
            "die" => Fault.DieInBody(10_000),
            "chunked" => Fault.DieInBody(10_000, isChunked: true),
            "short" => Fault.ShorterThanAnnounced(10_000),
            _ => Fault.CutWithoutLength,
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => bed.GetAsync(LicenseBed.Large)));

        foreach (var (status, text, _) in answers)
        {
            status.Should().Be(502);
            var lines = text.Split('\n');
            lines[0].Should().Be("bad gateway: example.org/large@v1.0.0 broke off on its way");
            lines[1].Should().MatchRegex(new Regex(@"^origin: The body broke at byte [0-9]+\.$"), "it says what happened");
        }

        counted.Sum.Should().Be(0, "nobody has judged anything");
        bed.Origin.Fault = null;
        var (later, whole, notice) = await bed.GetAsync(LicenseBed.Large);
        (later, whole.Length > 2 * 1024 * 1024, notice).Should().Be((200, true, null));
        counted.Tags("verdict", "passed").Should().ContainSingle();
    }

    [Fact]
    public async Task What_a_gateway_has_from_Redis_alone_it_judges_by_its_own_rules()
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        void Share(LabSettings settings) => settings.Set("Caching:Redis:Connection", redis.Address).Set("Caching:Redis:Timeout", "00:00:05");
        await using var first = await LicenseBed.StartAsync("""{ "Allow": [ "MIT" ] }""", Share, TimeProvider.System);
        await IsUsedAsync(first);
        string[] paths = [LicenseBed.Free, LicenseBed.Affero, LicenseBed.Bare];
        var refused = (await first.GetAsync(LicenseBed.Affero)).Text;
        (await first.StatusAsync(LicenseBed.Bare)).Should().Be(403);
        (await first.StatusAsync(LicenseBed.Free)).Should().Be(200);
        foreach (var path in paths)
        {
            // Who is refused may have that a moment before it is kept.
            await Eventually.TrueAsync(async () => (await redis.ExecuteAsync(Cancellation, "KEYS", $"gateway:*{path[1..]}")).Length > 0, "it is kept", Cancellation);
        }

        await using var same = await LicenseBed.StartAsync("""{ "Allow": [ "MIT" ] }""", Share, TimeProvider.System);
        await using var other = await LicenseBed.StartAsync("""{ "Deny": [ "MIT", "Unknown" ], "WarnOnly": true }""", Share, TimeProvider.System);
        await IsUsedAsync(same);
        await IsUsedAsync(other);

        (await same.StatusAsync(LicenseBed.Free)).Should().Be(200);
        (await same.StatusAsync(LicenseBed.Bare)).Should().Be(403);
        var (status, text, _) = await same.GetAsync(LicenseBed.Affero);
        (status, text.Split('\n')[..3]).Should().BeEquivalentTo((403, refused.Split('\n')[..3]));
        (await same.GetAsync(LicenseBed.Affero, "bytes=0-10")).Status.Should().Be(403);
        foreach (var path in paths)
        {
            (await other.GetAsync(path)).Should().Match<(int Status, string Text, string? Notice)>(answer => answer.Status == 200 && answer.Notice!.StartsWith(path == LicenseBed.Bare ? "Unknown" : "MIT; file=\"LICENSE\""));
        }

        same.Origin.Requests.Should().BeEmpty("it never saw a zip pass");
        other.Origin.Requests.Should().BeEmpty();
    }

    private static Task IsUsedAsync(LicenseBed bed) =>
        Eventually.TrueAsync(() => bed.Gateway.App.Services.GetRequiredService<RedisLink>().IsUsed, "Redis is used", Cancellation);
}
