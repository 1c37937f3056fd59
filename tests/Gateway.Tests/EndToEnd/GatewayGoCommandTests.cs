using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.EndToEnd;

/// <summary>The gateway in front of nginx, of a public mirror, and of a checksum database.</summary>
[Collection<RealPeers>]
public sealed class GatewayGoCommandTests(Peers peers) : GoCommandTests(peers), IAsyncLifetime
{
    private Origin? _public;
    private LabGateway? _gateway;

    protected override string Proxy => _gateway!.GoProxy;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _public = await Origin.StartAsync(OriginOptions.PublicLike(new ModuleLibrary()));
        _gateway = await LabGateway.StartAsync(new LabSettings()
            .Private("corp.example")
            .Cluster("nginx", new { Kind = "Files", Trust = "Internal" }, Peers.Nginx.Address)
            .Cluster(_public, new { Kind = "ProxyGolangOrg" })
            .Cluster("sum", new { Kind = "ChecksumDatabase" }, Peers.DatabaseThroughNginx)
            .Route("*", "golang, nginx", new { NotFound = "Next" })
            .ChecksumDatabase(ChecksumDatabase.Name, "sum"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_public is not null)
        {
            await _public.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Nobody_outside_hears_of_a_private_module(string release)
    {
        using var go = new GoCommand(release, Proxy);
        go.Environment["GOSUMDB"] = Peers.Database.Key;
        go.Environment["GONOSUMDB"] = "corp.example";

        (await go.RunAsync(Cancellation, "get", MadeModules.Private.Path + "@latest", "github.com/pkg/errors@v0.9.1")).Succeeded();

        _public!.Requests.Targets.Should().Contain(target => target.Contains("github.com/pkg/errors"), "it comes first in the chain")
            .And.NotContain(target => target.Contains("corp.example"));
        (await Peers.DatabaseRequestsAsync(Cancellation)).Should().Contain(request => request.Contains("github.com/pkg/errors"))
            .And.NotContain(request => request.Contains("corp.example"));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Whoever_would_tell_the_checksum_database_of_a_private_module_is_told_what_to_set(string release)
    {
        using var go = new GoCommand(release, Proxy);
        go.Environment["GOSUMDB"] = Peers.Database.Key;

        var output = await go.RunAsync(Cancellation, "get", MadeModules.Private.ToString());

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("403 Forbidden").And.Contain($"go env -w GONOSUMDB={MadeModules.Private.Path}");
        (await Peers.DatabaseRequestsAsync(Cancellation)).Should().NotContain(request => request.Contains("corp.example"));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_checksum_database_that_is_not_passed_on_is_asked_directly(string release)
    {
        await using var gateway = await LabGateway.StartAsync(new LabSettings()
            .Cluster("nginx", new { Kind = "Files" }, Peers.Nginx.Address)
            .Route("*", "nginx"));
        using var go = new GoCommand(release, gateway.GoProxy);
        go.Environment["GOSUMDB"] = Peers.Database.Key;
        // Nothing leaves the machine: the command only says where it wanted to go.
        go.Environment["HTTPS_PROXY"] = "http://127.0.0.1:1";

        var output = await go.RunAsync(Cancellation, "get", "github.com/pkg/errors@v0.9.1");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain($"https://{ChecksumDatabase.Name}/lookup/github.com/pkg/errors@v0.9.1");
    }
}
