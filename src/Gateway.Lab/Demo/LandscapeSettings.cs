namespace Gateway.Lab.Demo;

/// <summary>The settings that a company with these origins would have, only less patient.</summary>
internal static class LandscapeSettings
{
    /// <summary>How long a silent origin is waited for while another can be asked. Long enough for a busy laptop, short enough to watch.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How long the last origin is waited for.</summary>
    public static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(15);

    private const string Company = "corp.example, *.corp.example";

    public static LabSettings For(Landscape landscape, LandscapeOptions options)
    {
        var settings = new LabSettings().AsShipped()
            .Private(Company)
            // What memory answers would hide which origin does, or that none can.
            .WithoutCache()
            .Cluster(landscape.Nexus, new { Kind = "Nexus", Trust = "Internal", landscape.Nexus.Username, FirstByteTimeout = Patience, LastFirstByteTimeout = LastPatience })
            .Cluster(landscape.Athens, new { Kind = "Athens", Trust = "Internal", FirstByteTimeout = Patience, LastFirstByteTimeout = LastPatience })
            .Cluster(landscape.Golang, new
            {
                Kind = "ProxyGolangOrg",
                RedirectHosts = new[] { landscape.Blobs.Address.Authority },
                FirstByteTimeout = Patience,
                LastFirstByteTimeout = LastPatience,
            })
            .Route(Company, "nexus", new { Name = "private" })
            .Route("golang.org/toolchain", "golang", new { Name = "toolchain" })
            .Route("*", "nexus, athens, golang", new { Name = "public", NotFound = "Next", LastIsAuthority = true })
            .Secret("Upstreams:nexus:PasswordFile", landscape.Nexus.Password!)
            .Set("Listeners:Plain:Url", $"http://127.0.0.1:{options.Port}")
            .Set("Listeners:Ops:Url", $"http://127.0.0.1:{options.OpsPort}")
            .Set("Health:Probes", options.Learns)
            .Set("Failover:Retries", options.Learns ? 3 : 0)
            .Set("Failover:IdleTimeout", $"{LastPatience}");

        // The platform's own categories have levels of their own, so each must be named to be silent.
        foreach (var category in options.LogLevel == LogLevel.None ? ["Default", "Microsoft", "System", "Yarp"] : new[] { "Default" })
        {
            settings.Set($"Logging:LogLevel:{category}", $"{options.LogLevel}");
        }

        return settings;
    }
}
