namespace Gateway.Discovery;

/// <summary>Where the destinations of a cluster are looked up.</summary>
internal enum DiscoverySource
{
    /// <summary>In the settings alone.</summary>
    None,

    /// <summary>Every address that the host names of the configured destinations lead to.</summary>
    Dns,

    /// <summary>The keys under a prefix of etcd.</summary>
    Etcd,

    /// <summary>The instances of a service in Consul whose checks pass.</summary>
    Consul,
}
