using System.Net;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.EndToEnd;

/// <summary>Who may vouch for an HTTPS cluster: the system's authorities, or those that the cluster names instead.</summary>
public sealed class AuthoritiesTests : IDisposable
{
    private const string Info = "/example.org/hello/@v/v1.2.0.info";

    private readonly TemporaryFolder _folder = new();
    private readonly LabAuthority _ours = new("Ours");
    private readonly LabAuthority _theirs = new("Theirs");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Bundle => _folder["ca.pem"];

    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_certificate_of_the_named_authority_is_taken()
    {
        await using var origin = await StartAsync(_ours);
        Write(_ours);
        await using var gateway = await LabGateway.StartAsync(Settings(origin, Bundle));

        (await gateway.Client.GetStringAsync(Info, Cancellation)).Should().Contain("v1.2.0");
    }

    [Fact]
    public async Task A_bundle_may_hold_several_authorities()
    {
        await using var origin = await StartAsync(_ours);
        Write(_theirs, _ours);
        await using var gateway = await LabGateway.StartAsync(Settings(origin, Bundle));

        (await gateway.Client.GetStringAsync(Info, Cancellation)).Should().Contain("v1.2.0");
    }

    [Fact]
    public async Task Without_a_bundle_the_systems_authorities_decide()
    {
        await using var origin = await StartAsync(_ours);
        await using var gateway = await LabGateway.StartAsync(Settings(origin, ""));

        await FailsAsync(gateway);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        await using var origin = await StartAsync(_theirs);
        Write(_ours);
        await using var gateway = await LabGateway.StartAsync(Settings(origin, Bundle));

        await FailsAsync(gateway);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await using var origin = await StartAsync(_ours, names: ["other.example"]);
        Write(_ours);
        await using var gateway = await LabGateway.StartAsync(Settings(origin, Bundle));

        await FailsAsync(gateway);
    }

    [Fact]
    public async Task A_certificate_that_has_run_out_is_refused()
    {
        await using var origin = await StartAsync(_ours, lifetime: TimeSpan.FromDays(-1));
        Write(_ours);
        await using var gateway = await LabGateway.StartAsync(Settings(origin, Bundle));

        await FailsAsync(gateway);
    }

    [Fact]
    public async Task A_renewed_bundle_holds_for_the_connections_after_the_reload()
    {
        await using var origin = await StartAsync(_ours);
        Write(_ours);
        var settings = Settings(origin, Bundle).ToString();
        await using var gateway = await LabGateway.StartAsync(settings);
        (await gateway.Client.GetStringAsync(Info, Cancellation)).Should().Contain("v1.2.0");

        Write(_theirs);
        (await gateway.ReloadAsync(settings)).Should().BeTrue();

        // Another file than before, which need not be fetched again.
        await FailsAsync(gateway, "/example.org/hello/@v/v1.2.0.mod");
    }

    [Fact]
    public async Task A_redirect_leads_to_a_host_of_the_same_authority()
    {
        using var certificate = _ours.IssueServer();
        await using var blobs = await Origin.StartAsync(OriginOptions.BlobHost(LabModules.Public()) with { Certificate = certificate });
        await using var origin = await StartAsync(_ours, blobs: blobs.Address);
        Write(_ours);
        await using var gateway = await LabGateway.StartAsync(Settings(origin, Bundle, blobs.Address.Authority));

        var zip = await gateway.Client.GetByteArrayAsync("/example.org/large/@v/v1.0.0.zip", Cancellation);

        zip.Should().HaveCountGreaterThan(4 << 20);
        blobs.Requests.Should().ContainSingle();
    }

    private static async Task<Origin> StartAsync(
        LabAuthority authority, IReadOnlyList<string>? names = null, TimeSpan? lifetime = null, Uri? blobs = null) =>
        await Origin.StartAsync(
            OriginOptions.PublicLike(LabModules.Public(), blobs) with { Certificate = authority.IssueServer(names, lifetime) });

    private static LabSettings Settings(Origin origin, string bundle, params string[] redirectHosts) => new LabSettings().WithoutCache()
        .Cluster(origin, new { Authorities = bundle, RedirectHosts = redirectHosts })
        .Route("*", origin.Name);

    private static async Task FailsAsync(LabGateway gateway, string path = Info)
    {
        var response = await gateway.Client.GetAsync(path, Cancellation);

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync(Cancellation)).Should().Contain("golang failed the TLS handshake");
    }

    private void Write(params LabAuthority[] authorities) =>
        File.WriteAllText(Bundle, string.Concat(authorities.Select(authority => authority.Pem + "\n")));
}
