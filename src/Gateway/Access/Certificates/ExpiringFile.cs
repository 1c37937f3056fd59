namespace Gateway.Access.Certificates;

/// <summary>What a file that ends one day is for. The closed set of labels of expiries.</summary>
internal enum ExpiringFile
{
    /// <summary>The certificate of a listener, with those above it.</summary>
    Server,

    /// <summary>An authority that vouches for clients.</summary>
    Authority,

    /// <summary>A revocation list.</summary>
    Revocations,

    /// <summary>Our own certificate for a cluster, with those above it.</summary>
    Client,

    /// <summary>An authority that vouches for a cluster.</summary>
    ClusterAuthority,
}
