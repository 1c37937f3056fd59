using System.Globalization;
using Gateway.Health;
using GoModules;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>One address of a cluster, as it was when the settings were published.</summary>
/// <param name="State">YARP's live state: health and requests in flight.</param>
/// <param name="Address">The base address, with a trailing slash.</param>
/// <param name="Standing">What is known of it.</param>
internal sealed record Destination(DestinationState State, Uri Address, Standing Standing)
{
    public static Destination Of(string cluster, DestinationState state, Standings standings, HealthOptions health)
    {
        var written = state.Model.Config.Address;
        var address = new Uri(written.EndsWith('/') ? written : written + "/");
        return new Destination(state, address, standings.Of(cluster, state.DestinationId, address, health));
    }

    /// <summary>The key of a destination's weight in YARP's metadata of it.</summary>
    public const string WeightKey = "Weight";

    /// <summary>The key, in YARP's metadata of a destination, that takes it out of rotation with <c>True</c>.</summary>
    public const string DownKey = "Down";

    /// <summary>The key, in YARP's metadata of a destination, that with <c>True</c> keeps it for when no other is left.</summary>
    public const string BackupKey = "Backup";

    /// <summary>Whether it gets no requests, by order of who named it.</summary>
    public bool IsDown { get; } = Says(State, DownKey);

    /// <summary>Whether it gets requests only when no other is left.</summary>
    public bool IsBackup { get; } = Says(State, BackupKey);

    /// <summary>The host, with a port where it has one, that it is asked by when its address is no name; null: by its address.</summary>
    /// <remarks>Of the settings it was published with: the live state has that of later ones while older requests are under way.</remarks>
    public string? Host { get; } = State.Model.Config.Host is { Length: > 0 } host ? host : null;

    /// <summary>Its configured weight; 1 where nothing is said.</summary>
    public double Weight { get; } = FindWeight(State) ?? 1;

    /// <summary>Its weight now: the configured one by how well it is. Never 0: who gets nothing cannot show that he is better.</summary>
    public double EffectiveWeight => Math.Max(0.01, Weight * Standing.Score);

    /// <summary>The host of the address, and the one that YARP was told to name when it resolved the address.</summary>
    public IEnumerable<string> Hosts => Host is { } host ? [Address.Host, host.Split(':')[0]] : [Address.Host];

    private static bool Says(DestinationState state, string key) =>
        state.Model.Config.Metadata?.TryGetValue(key, out var text) == true && bool.TryParse(text, out var says) && says;

    private static double? FindWeight(DestinationState state) =>
        state.Model.Config.Metadata?.TryGetValue(WeightKey, out var text) == true && double.TryParse(text, CultureInfo.InvariantCulture, out var weight) ? weight : null;

    /// <summary>Where a request is found here. <paramref name="atDatabase"/>: the destination is a checksum database itself.</summary>
    public Uri UriOf(GoRequest request, bool atDatabase) => new(Address.AbsoluteUri + (atDatabase ? request.DatabasePath : request.Path));
}
