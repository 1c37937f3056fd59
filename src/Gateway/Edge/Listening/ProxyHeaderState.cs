namespace Gateway.Edge.Listening;

/// <summary>How far a header of the PROXY protocol is there.</summary>
internal enum ProxyHeaderState
{
    /// <summary>It may become one when more bytes come.</summary>
    Incomplete,

    /// <summary>All of it.</summary>
    Whole,

    /// <summary>It is none, or one that says nothing sensible.</summary>
    Malformed,

    /// <summary>It is longer than any that a balancer sends.</summary>
    TooLong,
}
