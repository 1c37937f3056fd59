using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Checksums;

/// <summary>What appears late in a list is as old as a real checksum database proves.</summary>
[Collection<RealPeers>]
public sealed class RecordTimesTests(Peers peers)
{
    private const string Versions = $"/{MadeModules.Toolbox}/@v/";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Enforce", 200)]
    [InlineData("Off", 403)]
    public async Task A_version_that_the_database_had_long_ago_is_not_young_where_artifacts_are_checked_against_it(string mode, int status)
    {
        var clock = new AheadClock();
        await using var database = await ChecksumDatabase.StartAsync([peers.Truth, peers.Tree], Cancellation);
        await using var bed = await ChecksumBed.StartAsync(peers, mode, change: settings => settings.Set("Access", JsonNode.Parse(
            """{ "Default": "Allow", "Rules": [ { "Id": "wait", "Effect": "Deny", "Modules": [ "*" ], "MinimumAge": "3.00:00:00" } ] }""")), time: clock, database: database);
        // A cluster that lists what it has fetched already, and has fetched one version.
        bed.Bad.Change = static (path, body) => path.EndsWith("/list", StringComparison.Ordinal) ? "v1.0.0\n"u8.ToArray() : body;
        (await bed.GetAsync(Versions + "v1.0.0.zip")).Status.Should().Be(200);
        using (var client = new HttpClient())
        {
            // Somebody elsewhere asks for another one, and then this gateway sees a tree that has it.
            (await client.GetAsync(new Uri(database.Address, $"lookup/{MadeModules.Toolbox}@v1.1.0"), Cancellation)).EnsureSuccessStatusCode();
        }

        clock.Move(TimeSpan.FromHours(2));
        (await bed.GetAsync(ChecksumBed.PathOf(MadeModules.UpperCase, "mod"))).Status.Should().Be(200);

        clock.Move(TimeSpan.FromDays(4));
        bed.Bad.Change = static (_, body) => body;
        // A list that is refreshed slowly is served as it was for a moment.
        await Eventually.TrueAsync(async () => (await bed.GetAsync(Versions + "v1.2.0-rc.1.info")).Status == 403, "the versions appear", Cancellation);

        (await bed.GetAsync(Versions + "v1.1.0.zip")).Status.Should().Be(status);
        Encoding.UTF8.GetString((await bed.GetAsync(Versions + "list")).Body).Should().NotContain("v1.2.0-rc.1", "nobody had heard of it before");
    }
}
