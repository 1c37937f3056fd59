namespace Gateway.Access.Certificates;

/// <summary>Why a client certificate proves nothing. The closed set of labels of refused certificates.</summary>
internal enum CertificateFault
{
    /// <summary>Nothing is wrong with it.</summary>
    None,

    /// <summary>None was shown where one is needed.</summary>
    Missing,

    /// <summary>No trusted authority stands at the end of its chain.</summary>
    Untrusted,

    /// <summary>More authorities stand above it than are allowed.</summary>
    TooDeep,

    /// <summary>It, or an authority of its chain, is not for clients.</summary>
    WrongUsage,

    /// <summary>A signature, a constraint or an extension of its chain is wrong.</summary>
    Invalid,

    /// <summary>It, or an authority of its chain, holds from a later day on.</summary>
    NotYetValid,

    /// <summary>It, or an authority of its chain, has ended.</summary>
    Expired,

    /// <summary>Its authority has taken it back.</summary>
    Revoked,

    /// <summary>Its authority's revocation list is missing or out of date.</summary>
    RevocationUnknown,

    /// <summary>It names nobody, or in a way that cannot be believed.</summary>
    Nameless,
}
