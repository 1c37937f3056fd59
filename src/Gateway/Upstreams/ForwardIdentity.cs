namespace Gateway.Upstreams;

/// <summary>What a cluster is told about who asks.</summary>
internal enum ForwardIdentity
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who it is, in headers such as <c>X-Forwarded-User</c>; the token itself, over https, in one of them.</summary>
    Headers,

    /// <summary>The token, as if the caller had asked the cluster himself. Over https only.</summary>
    Token,

    /// <summary>A token of its own for the cluster, for which the caller's was exchanged (<c>TokenExchange</c>). Over https only.</summary>
    Exchange,
}
