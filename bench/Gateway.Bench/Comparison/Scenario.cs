namespace Gateway.Bench.Comparison;

/// <summary>What is asked of whom.</summary>
/// <param name="Name">As tables have it.</param>
/// <param name="Load">What is asked.</param>
/// <param name="Rivals">Who is asked: the gateway first.</param>
internal sealed record Scenario(string Name, Load Load, params IReadOnlyList<Rival> Rivals)
{
    /// <summary>Whether bytes and not answers are counted.</summary>
    public bool CountsBytes { get; init; }

    /// <summary>Seconds that it takes at least until the caches hold what they can of it.</summary>
    public int FillSeconds { get; init; }

    private static Rival NginxCache(double? target = null) => new("nginx, proxy_cache", "nginx", "cached", target);

    private static Rival Varnish(double? target = null) => new("Varnish", "varnish", "varnish", target);

    private static Rival Kestrel { get; } = new("bare Kestrel", "kestrel", "kestrel");

    private static Rival Kept { get; } = new("gateway", "gateway", "gateway");

    private static Rival[] Misses(double? nginx = null, double? yarp = null, double? haproxy = null) =>
    [
        new("gateway", "misses", "misses"), new("nginx, proxy_pass", "nginx", "proxied", nginx), new("plain YARP", "yarp", "yarp", yarp),
        new("HAProxy", "haproxy", "haproxy", haproxy), new("bare Kestrel and HttpClient", "fetch", "fetch"),
    ];

    /// <summary>What is kept.</summary>
    public static IReadOnlyList<Scenario> Hits { get; } =
    [
        new("hit, 1 KB", new Load("small.example", "mod", 100), Kept, NginxCache(1.5), Varnish(1.15), Kestrel),
        new("hit, 64 KB", new Load("medium.example", "zip", 10), Kept, NginxCache(1.2), Varnish(0.9), Kestrel),
        new("hit, 1 MB", new Load("large.example", "zip", 10) { Connections = 16 }, Kept, NginxCache(1.2), Varnish(0.9), Kestrel),
        new("hit, 1 KB, TLS", new Load("small.example", "mod", 100), Kept with { Port = "gateway-tls", Scheme = Uri.UriSchemeHttps }, NginxCache() with { Port = "tls", Scheme = Uri.UriSchemeHttps }),
        new(
            "hit, 1 KB, client certificate and HTTP/2; gateway: token, rules and audit, nginx: access log",
            new Load("small.example", "mod", 1) { IsThroughTunnel = true },
            new Rival("gateway", "guarded", "tunnel-gateway") { Scheme = Uri.UriSchemeHttps },
            new Rival("nginx, proxy_cache", "nginx", "tunnel-nginx", 1.2) { Scheme = Uri.UriSchemeHttps },
            new Rival("bare Kestrel, client certificate alone", "kestrel-mutual", "tunnel-kestrel") { Scheme = Uri.UriSchemeHttps }),
        new("404 that is kept", new Load("absent.example", "mod", 10) { IsRefused = true }, Kept, NginxCache(), Varnish()),
    ];

    /// <summary>What is fetched, while nothing is kept.</summary>
    public static IReadOnlyList<Scenario> Fetches { get; } =
    [
        new("miss, 1 KB", new Load("small.example", "mod", 5000), Misses(0.75, 1.1, 1.0)),
        new("miss, 64 KB", new Load("medium.example", "zip", 5000), Misses()),
        new(
            "miss, 1 KB, which the first of two clusters does not have",
            new Load("small.example", "mod", 5000),
            new Rival("gateway", "misses", "misses-chained") { Host = "localhost" },
            new Rival("nginx, error_page", "nginx", "chained")),
        new("65 MB, 50 at once", new Load("huge.example", "zip", 5000) { Connections = 50 }, Misses(0.95)) { CountsBytes = true },
    ];

    /// <summary>A hundred thousand keys by Zipf, of which a cache may hold a sixth.</summary>
    public static Scenario Mixed { get; } = new("Zipf 1.0", new Load("", "", 0) { Script = "zipf.lua" }, Kept, NginxCache(), Varnish()) { FillSeconds = 16 };
}
