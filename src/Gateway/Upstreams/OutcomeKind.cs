namespace Gateway.Upstreams;

/// <summary>How an attempt ended. <see cref="OutcomeTable"/> says what follows.</summary>
internal enum OutcomeKind
{
    /// <summary>The right answer.</summary>
    Answer,

    /// <summary>The cluster knows, and says no: 404 or 410.</summary>
    NotFound,

    /// <summary>A verdict on the module: 403.</summary>
    Forbidden,

    /// <summary>The gateway's own credentials are wrong: 401, or a 403 that the credential probe gets too.</summary>
    Unauthorized,

    /// <summary>The cluster asks us to slow down: 429, or it did so a moment ago.</summary>
    TooManyRequests,

    /// <summary>The cluster is out of order: 5xx.</summary>
    ServerError,

    /// <summary>There was no conversation: refused, reset, DNS, TLS.</summary>
    Unreachable,

    /// <summary>A redirect that may not be followed, or that led nowhere.</summary>
    Redirect,

    /// <summary>200, and not what was asked for.</summary>
    WrongBody,

    /// <summary>A status that no module proxy answers: 400, 405, 204 and the like.</summary>
    Unexpected,

    /// <summary>No first byte in time, or 408.</summary>
    TimedOut,

    /// <summary>There is no token for the cluster, which wants one of its own for every caller: the issuer is away, or the settings are wrong.</summary>
    NoToken,

    /// <summary>The cluster has no destination that can be asked.</summary>
    NoDestination,

    /// <summary>The destination is the one who asks.</summary>
    Loop,

    /// <summary>Another one that was asked beside it answered first.</summary>
    Outrun,

    /// <summary>The client went away while we asked.</summary>
    ClientGone,
}
