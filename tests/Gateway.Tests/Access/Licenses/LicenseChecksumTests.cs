using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Tests.Checksums;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access.Licenses;

/// <summary>Rules about licences where artifacts are checked before anybody gets them: first what it is, then what may be done with it.</summary>
[Collection<RealPeers>]
public sealed class LicenseChecksumTests(Peers peers)
{
    private static readonly EndToEnd.ModuleVersion Module = new("example.org/licensed", "v1.0.0");
    private static readonly string Zip = ChecksumBed.PathOf(Module, "zip");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("MIT")]
    [InlineData("AGPL-*")]
    public async Task A_zip_that_is_not_what_it_should_be_is_refused_as_that_whatever_licence_is_in_it(string denied)
    {
        await using var bed = await StartAsync(denied);
        using var counted = new Counted("gateway.access.licenses", bed.Gateway);
        bed.Bad.Change = static (asked, body) => asked.EndsWith(".zip", StringComparison.Ordinal) ? Corruption.OfContent(body) : body;

        var (status, body) = await bed.GetAsync(Zip);

        status.Should().Be(502);
        Encoding.UTF8.GetString(body).Should().StartWith("bad gateway: example.org/licensed@v1.0.0 is not what it should be\nbad gave h1:").And.NotContain("licence");
        counted.Sum.Should().Be(0, "what somebody else put in its place has no licence");
        (await bed.AlarmsAsync()).Should().Equal("mismatch bad");
        (await bed.GetAsync(Zip)).Status.Should().Be(502, "nothing of it is kept");
    }

    [Fact]
    public async Task A_right_zip_with_a_denied_licence_is_kept_and_refused_to_everybody_whom_the_rule_is_about()
    {
        await using var bed = await StartAsync("MIT");
        using var free = new HttpClient { BaseAddress = bed.Gateway.AddressOf("Free") };

        (await RefusalAsync(bed)).Should().Be("its licence is MIT (LICENSE)");
        using var given = await free.GetAsync(Zip, Cancellation);
        given.StatusCode.Should().Be(HttpStatusCode.OK, "no rule is about this listener");
        (await RefusalAsync(bed)).Should().Be("its licence is MIT (LICENSE)");
        (await RefusalAsync(bed, request => request.Headers.Range = new RangeHeaderValue(0, 10))).Should().Be("its licence is MIT (LICENSE)");
        (await RefusalAsync(bed, request => request.Headers.IfNoneMatch.Add(given.Headers.ETag!))).Should().Be("its licence is MIT (LICENSE)");

        bed.Bad.AskedFor(".zip").Should().Be(1);
        (await bed.AlarmsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_licence_that_passes_opens_nothing_while_it_is_not_known_what_the_zip_should_be()
    {
        await using var bed = await StartAsync("AGPL-*", settings => settings.Set("Checksums:OnFailure", "Refuse"));
        bed.Database.Change = static (_, body) => "no record"u8.ToArray();

        var (status, body) = await bed.GetAsync(Zip);

        status.Should().Be(503);
        Encoding.UTF8.GetString(body).Should().StartWith("unavailable: example.org/licensed@v1.0.0 cannot be checked now\n");
        bed.Database.Change = static (_, record) => record;
        await Caching.Eventually.TrueAsync(async () => (await bed.GetAsync(Zip)).Status == 200, "it is checked, and its licence passes", Cancellation);
    }

    private static async Task<string> RefusalAsync(ChecksumBed bed, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Zip);
        change?.Invoke(request);
        using var response = await bed.Gateway.Client.SendAsync(request, Cancellation);
        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        return (await response.Content.ReadAsStringAsync(Cancellation)).Split('\n').Single(line => line.StartsWith("its licence", StringComparison.Ordinal));
    }

    private Task<ChecksumBed> StartAsync(string denied, Action<LabSettings>? change = null)
    {
        if (!File.Exists(peers.Tree.FileOf(Module, "zip")))
        {
            // Debian's packages of sources leave licences out.
            peers.Tree.Publish(ModuleSource.Of(Module.Path, Module.Version, ("LICENSE", LicenseTexts.Of("MIT")), ("go.mod", $"module {Module.Path}\n"), ("licensed.go", "package licensed\n")));
        }

        return ChecksumBed.StartAsync(peers, "Enforce", change: settings =>
        {
            settings.Set("Listeners:Free:Url", "http://127.0.0.1:0")
                .Set("Access:Rules", JsonNode.Parse($$"""[ { "Id": "licences", "Effect": "Deny", "Listeners": [ "Plain" ], "Licenses": { "Deny": [ "{{denied}}" ] } } ]"""));
            change?.Invoke(settings);
            return settings;
        });
    }
}
