using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.EndToEnd;

/// <summary>What the real go command makes of rules, and prints of refusals.</summary>
public sealed class RulesGoCommandTests : IAsyncLifetime
{
    private const string Toolbox = "example.org/tools/box";

    private Origin _origin = null!;
    private LabGateway? _gateway;

    public static TheoryData<string> Releases => [GoRelease.Oldest, GoRelease.Newest];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _origin = await Origin.StartAsync(new OriginOptions
    {
        Name = "origin",
        Library = LabModules.Public()
            .Publish(Version(Toolbox, "v1.0.0"))
            .Publish(Version(Toolbox, "v1.1.0"))
            .Publish(new LabModule { Path = "example.org/needs", Version = "v1.0.0", Requires = [$"{Toolbox}@v1.0.0"] })
            .Publish(new LabModule { Path = "example.org/needs/more", Version = "v1.0.0", Requires = [$"{Toolbox}@v1.1.0"] }),
    });

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _origin.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_package_inside_an_allowed_module_is_found(string release)
    {
        using var go = await StartAsync(release, $$"""{ "Default": "Deny", "Rules": [ { "Id": "box", "Effect": "Allow", "Modules": [ "{{Toolbox}}" ] } ] }""");

        (await go.RunAsync(Cancellation, "get", $"{Toolbox}/deep/inside@latest")).Succeeded();

        go.Downloaded.Should().Equal($"{Toolbox}@v1.1.0");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_denied_module_is_refused_with_rule_reason_and_contact(string release)
    {
        using var go = await StartAsync(release, """
            { "Contact": "security@corp.example", "Rules": [ { "Id": "no-text", "Effect": "Deny", "Modules": [ "example.org/text" ], "Reason": "Use example.org/hello instead." } ] }
            """);

        foreach (var asked in new[] { "example.org/text@latest", "example.org/text@v1.0.0", "example.org/text/sub@latest" })
        {
            var output = await go.RunAsync(Cancellation, "get", asked);

            output.ExitCode.Should().Be(1);
            output.Error.Should().Contain("403 Forbidden").And.Contain("rule \"no-text\" denies").And.Contain("Use example.org/hello instead.").And.Contain("contact: security@corp.example");
        }
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Only_what_is_visible_is_listed_chosen_and_given(string release)
    {
        using var go = await StartAsync(release, $$"""{ "Rules": [ { "Id": "hold", "Effect": "Deny", "Modules": [ "{{Toolbox}}" ], "Versions": "v1.1.0", "Reason": "Not reviewed yet." } ] }""");

        (await go.RunAsync(Cancellation, "list", "-m", "-versions", Toolbox)).Succeeded().Text.Trim().Should().Be($"{Toolbox} v1.0.0");
        (await go.RunAsync(Cancellation, "get", $"{Toolbox}@latest")).Succeeded();
        go.Downloaded.Should().Equal($"{Toolbox}@v1.0.0");
        var denied = await go.RunAsync(Cancellation, "get", $"{Toolbox}@v1.1.0");
        denied.ExitCode.Should().Be(1);
        denied.Error.Should().Contain("rule \"hold\" denies").And.Contain("Not reviewed yet.");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_build_whose_graph_mentions_a_denied_version_that_is_not_chosen_succeeds(string release)
    {
        using var go = await StartAsync(release, $$"""{ "Rules": [ { "Id": "old", "Effect": "Deny", "Modules": [ "{{Toolbox}}" ], "Versions": "v1.0.0" } ] }""");
        go.Write("go.mod", "module main.example/main\n\ngo 1.16\n\nrequire (\n\texample.org/needs v1.0.0\n\texample.org/needs/more v1.0.0\n)\n");
        go.Write("main.go", "package main\n\nimport (\n\t_ \"example.org/needs\"\n\t_ \"example.org/needs/more\"\n)\n\nfunc main() {}\n");

        (await go.RunAsync(Cancellation, "build", "-o", "/dev/null", ".")).Succeeded();

        go.Downloaded.Should().Contain($"{Toolbox}@v1.1.0").And.NotContain($"{Toolbox}@v1.0.0");
        _origin.Requests.Targets.Should().Contain($"/{Toolbox}/@v/v1.0.0.mod");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task What_a_hidden_version_takes_back_is_not_chosen(string release)
    {
        _origin.Library.Publish(new LabModule { Path = Toolbox, Version = "v1.2.0", Retracts = ["v1.1.0"], Time = DateTimeOffset.UnixEpoch });
        using var go = await StartAsync(release, $$"""{ "Rules": [ { "Id": "wait", "Effect": "Deny", "Modules": [ "{{Toolbox}}" ], "Versions": ">=v1.2.0" } ] }""");

        (await go.RunAsync(Cancellation, "get", $"{Toolbox}@latest")).Succeeded();

        go.Downloaded.Should().Equal($"{Toolbox}@v1.0.0");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task What_is_too_young_is_passed_over_and_refused_by_name(string release)
    {
        _origin.Library.Publish(new LabModule { Path = Toolbox, Version = "v1.2.0", Time = TimeProvider.System.GetUtcNow() });
        using var go = await StartAsync(release, """{ "Default": "Deny", "Rules": [ { "Id": "cooldown", "Effect": "Allow", "Modules": [ "*" ], "MinimumAge": "1.00:00:00" } ] }""");

        (await go.RunAsync(Cancellation, "get", $"{Toolbox}@latest")).Succeeded();
        go.Downloaded.Should().Equal($"{Toolbox}@v1.1.0");
        (await go.RunAsync(Cancellation, "get", $"{Toolbox}@v1.2.0")).Error.Should().Contain("rule \"cooldown\" denies").And.Contain("has to be 1 day old: try again on");
    }

    private static LabModule Version(string path, string version) => new()
    {
        Path = path,
        Version = version,
        Files = [new LabFile("deep/inside/inside.go", "package inside\n")],
    };

    private async Task<GoCommand> StartAsync(string release, string access)
    {
        _gateway = await LabGateway.StartAsync(new LabSettings().Cluster(_origin).Route("*", "origin").Set("Access", JsonNode.Parse(access)));
        return new GoCommand(release, _gateway.GoProxy);
    }
}
