using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Access.Rules;

/// <summary>Rules over sockets: what clients are told, and what of versions they see.</summary>
public sealed class RulesEndpointTests : IAsyncLifetime
{
    private Origin _origin = null!;
    private LabGateway? _gateway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _origin.DisposeAsync();
    }

    [Fact]
    public async Task A_refusal_names_the_rule_the_reason_and_whom_to_ask()
    {
        await StartAsync("""{ "Contact": "security@corp.example", "Rules": [ { "Id": "no-text", "Effect": "Deny", "Modules": [ "example.org/text" ], "Reason": "Use example.org/hello." } ] }""");

        var (status, text) = await GetAsync("/example.org/text/@v/v1.0.0.zip");

        status.Should().Be(403);
        text.Split('\n')[..4].Should().Equal(
            "forbidden: rule \"no-text\" denies example.org/text@v1.0.0", "Use example.org/hello.", "you have shown neither a certificate nor a token", "contact: security@corp.example");
        (await GetAsync("/example.org/hello/@v/v1.0.0.zip")).Status.Should().Be(200);
        _origin.Requests.Targets.Should().NotContain(target => target.Contains("text"));
    }

    [Fact]
    public async Task A_hidden_version_is_in_no_list_and_its_info_and_zip_are_refused_but_its_mod_is_served()
    {
        await StartAsync("""{ "Rules": [ { "Id": "old", "Effect": "Deny", "Modules": [ "example.org/text" ], "Versions": "v1.2.0 || v1.0.0" } ] }""");

        for (var again = 0; again < 2; again++)
        {
            (await GetAsync("/example.org/text/@v/list")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().BeEquivalentTo("v1.1.0", "v1.2.0-rc.1");
            (await GetAsync("/example.org/text/@latest")).Text.Should().Contain("\"v1.1.0\"");
            (await GetAsync("/example.org/text/@v/v1.2.0.info")).Status.Should().Be(403);
            (await GetAsync("/example.org/text/@v/v1.2.0.zip")).Status.Should().Be(403);
            (await GetAsync("/example.org/text/@v/v1.2.0.mod")).Status.Should().Be(200);
            (await GetAsync("/example.org/text/@v/v1.1.0.zip")).Status.Should().Be(200);
        }
    }

    private async Task StartAsync(string access, object? upstream = null, string secret = "corp.example") => _gateway = await LabGateway.StartAsync(
        new LabSettings().Cluster(_origin, upstream).Route("*", "origin").Private(secret).Set("Access", JsonNode.Parse(access)));

    private async Task<(int Status, string Text)> GetAsync(string path)
    {
        using var response = await _gateway!.Client.GetAsync(path, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
