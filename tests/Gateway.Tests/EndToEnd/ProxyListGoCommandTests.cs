using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.EndToEnd;

/// <summary>The gateway as the first of two in GOPROXY: only its 404 may send the go command on.</summary>
public sealed class ProxyListGoCommandTests : IAsyncLifetime
{
    private const string Hello = "example.org/hello@v1.0.0";

    private Origin? _behind;
    private Origin? _second;
    private LabGateway? _gateway;

    public static TheoryData<string, string> ReleasesAndOutages
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var release in new[] { GoRelease.Oldest, GoRelease.Newest })
            {
                foreach (var fault in new[] { "401", "403", "429", "500", "503", "html", "reset", "loop", "notazip", "wrongversion" })
                {
                    data.Add(release, fault);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Releases => [GoRelease.Oldest, GoRelease.Newest];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _behind = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        _second = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        _gateway = await LabGateway.StartAsync(Settings());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in new IAsyncDisposable?[] { _gateway, _second, _behind })
        {
            if (running is not null)
            {
                await running.DisposeAsync();
            }
        }
    }

    [Theory]
    [MemberData(nameof(ReleasesAndOutages))]
    public async Task After_a_comma_no_outage_and_no_verdict_sends_the_command_on(string release, string fault)
    {
        using var go = new GoCommand(release, $"{_gateway!.GoProxy},{_second!.Address}");
        _behind!.Fault = Fault.Find(fault);

        var output = await go.RunAsync(Cancellation, "get", Hello);

        output.ExitCode.Should().Be(1);
        _second.Requests.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task After_a_comma_a_cluster_that_hangs_does_not_send_the_command_on(string release)
    {
        await _gateway!.ReloadAsync(Settings()
            .Set("Failover:FirstByteTimeout", "00:00:00.3")
            .Set("Failover:LastFirstByteTimeout", "00:00:00.3")
            .ToString());
        using var go = new GoCommand(release, $"{_gateway.GoProxy},{_second!.Address}");
        _behind!.Fault = Fault.Silence;

        var output = await go.RunAsync(Cancellation, "get", Hello);

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("504 Gateway Timeout");
        _second.Requests.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task After_a_comma_a_404_sends_the_command_on(string release)
    {
        using var go = new GoCommand(release, $"{_gateway!.GoProxy},{_second!.Address}");
        _behind!.Fault = Fault.Status(404);

        (await go.RunAsync(Cancellation, "get", Hello)).Succeeded();

        _second.Requests.Should().NotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task After_a_bar_an_outage_sends_the_command_on(string release)
    {
        using var go = new GoCommand(release, $"{_gateway!.GoProxy}|{_second!.Address}");
        await _behind!.StopAsync();

        (await go.RunAsync(Cancellation, "get", Hello)).Succeeded();

        _second.Requests.Should().NotBeEmpty();
    }

    private LabSettings Settings() => new LabSettings().Cluster(_behind!).Route("*", "athens");
}
