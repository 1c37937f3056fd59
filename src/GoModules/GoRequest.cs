namespace GoModules;

/// <summary>One request of the GOPROXY or checksum-database protocol, parsed once from the raw target.</summary>
/// <remarks>
/// Two spellings of one request (<c>%21azure</c>, <c>!azure</c>) are equal afterwards, and nothing that could be read
/// as another path further on gets this far. Requests come from <see cref="Parse"/> alone, so every one of them is sound.
/// </remarks>
public sealed record GoRequest
{
    /// <summary>The longest raw target that is read, in characters.</summary>
    /// <remarks>
    /// Half of Linux's PATH_MAX: the go command keeps what it gets at <c>cache/download/</c> followed by this very path,
    /// so a client could hardly store the answer to a longer one.
    /// </remarks>
    public const int MaximumLength = 2048;

    internal GoRequest()
    {
    }

    /// <summary>What is asked for.</summary>
    public GoRequestKind Kind { get; internal init; }

    /// <summary>
    /// The module's path as people write it (<c>github.com/Azure/x</c>); empty for supported, latest and tile of a database.
    /// </summary>
    public string Module { get; internal init; } = "";

    /// <summary>The version, branch or revision as people write it; empty where the request has none.</summary>
    public string Version { get; internal init; } = "";

    /// <summary>The checksum database's name (<c>sum.golang.org</c>); empty for module requests.</summary>
    public string Database { get; internal init; } = "";

    /// <summary>
    /// The one canonical spelling, without leading slash and with <c>!</c>, <c>+</c> and <c>@</c> as they are:
    /// <c>github.com/!azure/x/@v/v1.0.0.info</c>. It is the identity of the request, its cache key and its path upstream.
    /// </summary>
    public string Path { get; internal init; } = "";

    /// <summary>
    /// The path at the checksum database itself (<c>supported</c>, <c>lookup/…</c>, <c>tile/8/0/001</c>); empty for module
    /// requests.
    /// </summary>
    public string DatabasePath { get; internal init; } = "";

    /// <summary>The tile asked for, or null where none is.</summary>
    public ChecksumTile? Tile { get; internal init; }

    /// <summary>Whether the checksum database is asked and not a module proxy.</summary>
    public bool IsChecksum => Database.Length > 0;

    /// <summary>
    /// Whether the version is canonical and fits the module, so that an answer must be of that very version
    /// (cmd/go, proxyRepo.Stat). Always so for <c>.mod</c>, <c>.zip</c> and lookups, never for a list.
    /// </summary>
    public bool HasCanonicalVersion { get; internal init; }

    /// <summary>Reads the target of a request line, such as <c>/github.com/%21azure/x/@v/v1.0.0.info</c>.</summary>
    /// <returns>The request, or null for everything that the go command would not send. Never throws.</returns>
    public static GoRequest? Parse(string rawTarget) => RequestTarget.FindPath(rawTarget) switch
    {
        null => null,
        var path when path.StartsWith(ChecksumTarget.Prefix, StringComparison.Ordinal) => ChecksumTarget.Parse(path),
        var path => ModuleTarget.Parse(path),
    };

    /// <summary>The canonical spelling, for logs.</summary>
    public override string ToString() => Path;
}
