namespace Gateway.Lab.Origins;

/// <summary>Known habits of module proxies that can be switched on and off while an origin runs.</summary>
internal enum Quirk
{
    /// <summary>400 instead of 404 for what does not begin with the origin's path prefix.</summary>
    StrictPrefix,

    /// <summary><c>@latest</c> is 404.</summary>
    NoLatest,

    /// <summary>Versions with <c>+incompatible</c> are 400.</summary>
    NoIncompatible,

    /// <summary>429 with <c>Retry-After</c> above ten requests a second.</summary>
    RateLimit,

    /// <summary>What was missing once is missing for 24 hours, published or not.</summary>
    NegativeCache,
}
