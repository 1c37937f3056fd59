using System.ComponentModel.DataAnnotations;

namespace Gateway.Discovery;

/// <summary>Where else a cluster's destinations come from. Section <c>Upstreams:NAME:Discovery</c>.</summary>
internal sealed class DiscoveryOptions
{
    /// <summary>Who knows them. Until it has answered once, the configured ones hold. Default <c>None</c>.</summary>
    public DiscoverySource Source { get; init; }

    /// <summary>The addresses of etcd's members or of Consul's agents, asked in turn. Default none.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>etcd: the beginning of the keys that are destinations. Default none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Consul: the name of the service. Default none.</summary>
    public string Service { get; init; } = "";

    /// <summary>Consul: the scheme of the instances, <c>http</c> or <c>https</c>. Default <c>http</c>.</summary>
    [RegularExpression("https?", ErrorMessage = "http or https is needed")]
    public string Scheme { get; init; } = "http";

    /// <summary>Consul: the path below an instance's address. Default <c>/</c>.</summary>
    public string Path { get; init; } = "/";

    /// <summary>DNS: time between two look-ups. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>etcd: the name of a user who may read the prefix. Default none.</summary>
    public string Username { get; init; } = "";

    /// <summary>etcd: the file that holds the password. Default none.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>etcd: the environment variable that holds the password. Default none.</summary>
    public string PasswordVariable { get; init; } = "";

    /// <summary>Consul: the file that holds an ACL token. Default none.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>Consul: the environment variable that holds an ACL token. Default none.</summary>
    public string TokenVariable { get; init; } = "";

    /// <summary>A PEM file with the certificate authorities that may vouch for etcd or Consul, in place of the system's. Default none.</summary>
    public string Authorities { get; init; } = "";
}
