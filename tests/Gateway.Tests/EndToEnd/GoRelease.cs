namespace Gateway.Tests.EndToEnd;

/// <summary>The releases of the go command that every end-to-end test runs with.</summary>
internal static class GoRelease
{
    /// <summary>Debian 12's own: the oldest that people still have.</summary>
    public const string Oldest = "1.19";

    /// <summary>Debian's backport; it resolves toolchains and prunes module graphs as today's releases do.</summary>
    public const string Newest = "1.23";

    /// <summary>Debian 13's: the first that asks programs for credentials (GOAUTH), and repeats what is refused.</summary>
    public const string WithAuth = "1.24";

    public static string Program(string release) => $"/usr/lib/go-{release}/bin/go";
}
