namespace Gateway.Bench.Comparison;

/// <summary>Who answers in a scenario.</summary>
/// <param name="Name">As tables have it.</param>
/// <param name="Server">The server of the stage whose processor time counts.</param>
/// <param name="Port">Where it is asked.</param>
/// <param name="Target">How many times as fast as this one the gateway is to be; null where nothing was set.</param>
internal sealed record Rival(string Name, string Server, string Port, double? Target = null)
{
    public string Scheme { get; init; } = Uri.UriSchemeHttp;

    /// <summary>Whether it is as fast as it gets from the first request on: it compiles nothing while it runs.</summary>
    public bool IsNative => Server is "nginx" or "varnish" or "haproxy";

    /// <summary>The name of the host, which some routes go by.</summary>
    public string Host { get; init; } = "127.0.0.1";

    public Uri AddressOn(Stage stage) => new($"{Scheme}://{Host}:{stage.PortOf(Port)}/");
}
