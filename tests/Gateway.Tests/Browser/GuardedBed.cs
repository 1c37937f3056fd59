using System.Text.Json.Nodes;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Access.Advisories;
using Gateway.Tests.Checksums;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Browser;

/// <summary>A gateway that copies requests, checks checksums and asks an advisory feed, after a night in which each of them had something to tell.</summary>
internal sealed class GuardedBed : IAsyncDisposable
{
    public static readonly EndToEnd.ModuleVersion Honest = new("github.com/pkg/errors", "v0.9.1");
    public static readonly EndToEnd.ModuleVersion Vulnerable = new(MadeModules.Toolbox, "v1.1.0");

    private readonly FeedFolder _feed = new FeedFolder().Publish("GO-2024-0001", MadeModules.Toolbox, "1.2.0");

    private GuardedBed(Origin audit) => Audit = audit;

    /// <summary>Gets copies, and has none of the modules that are asked for.</summary>
    public Origin Audit { get; }

    public ChecksumBed Checks { get; private set; } = null!;

    public Uri Ops => Checks.Gateway.AddressOf("Ops");

    public static async Task<GuardedBed> StartAsync(Peers peers)
    {
        var bed = new GuardedBed(await Origin.StartAsync(new OriginOptions { Name = "audit", Library = LabModules.Public() }));
        bed.Checks = await ChecksumBed.StartAsync(peers, "Enforce", change: settings => settings
            .Set("Gateway:Instance", "edge-1").Set("Checksums:OnFailure", "Refuse")
            .Cluster(bed.Audit).Set("Mirroring:audit", new JsonObject { ["Cluster"] = "audit", ["Compare"] = true })
            .Set("Advisories:go:Source", bed._feed.Path)
            .Set("Access:Rules", JsonNode.Parse("""[ { "Id": "vulnerable", "Effect": "Deny", "Advisories": { "Feed": "go" } } ]""")));
        return bed;
    }

    /// <summary>Something right, something vulnerable, something tampered with, and something that nobody can vouch for.</summary>
    public async Task LiveAsync()
    {
        (await Checks.GetAsync(ChecksumBed.PathOf(Honest, "mod"))).Status.Should().Be(200);
        (await Checks.GetAsync(ChecksumBed.PathOf(Vulnerable, "zip"))).Status.Should().Be(403);
        (await Checks.GetAsync(ChecksumBed.PathOf(MadeModules.Tampered, "zip"))).Status.Should().Be(502);
        Checks.Database.Target = new Uri("http://127.0.0.1:1/");
        (await Checks.GetAsync(ChecksumBed.PathOf(MadeModules.UpperCase, "mod"))).Status.Should().Be(503);
    }

    public async ValueTask DisposeAsync()
    {
        await Checks.DisposeAsync();
        await Audit.DisposeAsync();
        _feed.Dispose();
    }
}
