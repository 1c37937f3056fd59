namespace Gateway.Edge.Listening;

/// <summary>Whether a balancer in front tells the client's address before the connection's first byte.</summary>
/// <remarks>There is nothing between: a receiver that guesses believes every client that writes such a header itself.</remarks>
internal enum ProxyProtocolMode
{
    /// <summary>No: the address of the connection is the client's.</summary>
    Off,

    /// <summary>Yes: connections that do not begin so, or come from elsewhere than <c>TrustedProxies</c>, are closed.</summary>
    Required,
}
