using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access;

/// <summary>The internal cluster <c>inside</c>, over https, that is told who asks, and the issuer of those who do.</summary>
internal sealed class ToldCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TimeProvider _time;

    private ToldCluster(LabAuthority authority, FakeIssuer issuer, Origin origin, TimeProvider time) =>
        (Authority, Issuer, Origin, _time) = (authority, issuer, origin, time);

    public LabAuthority Authority { get; }

    public FakeIssuer Issuer { get; }

    public Origin Origin { get; }

    public static async Task<ToldCluster> StartAsync(TimeProvider? time = null)
    {
        var authority = new LabAuthority();
        var issuer = await FakeIssuer.StartAsync(time);
        var origin = await Origin.StartAsync(new OriginOptions { Name = "inside", Library = LabModules.Public(), Certificate = authority.IssueServer() });
        var cluster = new ToldCluster(authority, issuer, origin, time ?? TimeProvider.System);
        await File.WriteAllTextAsync(cluster._folder["ca.pem"], authority.Pem, TestContext.Current.CancellationToken);
        return cluster;
    }

    /// <summary>A gateway in front of it.</summary>
    /// <param name="forward">The cluster's <c>ForwardIdentity</c>.</param>
    /// <param name="upstream">What else <c>Upstreams</c> says of it.</param>
    /// <param name="clients">What the listener asks for.</param>
    /// <param name="issuers">Whose tokens count, where it is not <see cref="Issuer"/>.</param>
    /// <param name="change">What else the settings say.</param>
    /// <param name="chain">The clusters of the only route.</param>
    /// <param name="time">The gateway's clock, where it is not the issuer's.</param>
    public Task<TokenBed> GatewayAsync(
        string forward, object? upstream = null, string clients = "Token", JsonArray? issuers = null, Action<LabSettings>? change = null, string chain = "inside", TimeProvider? time = null) =>
        TokenBed.StartAsync(issuers ?? Issuer.Settings(), clients, settings =>
        {
            var options = JsonSerializer.SerializeToNode(upstream ?? new { })!;
            options["Trust"] = "Internal";
            options["ForwardIdentity"] = forward;
            options["Authorities"] = _folder["ca.pem"];
            settings.Cluster(Origin, options);
            change?.Invoke(settings);
            settings.Route("*", chain);
        }, time ?? _time);

    public async ValueTask DisposeAsync()
    {
        await Origin.DisposeAsync();
        await Issuer.DisposeAsync();
        Authority.Dispose();
        _folder.Dispose();
    }
}
