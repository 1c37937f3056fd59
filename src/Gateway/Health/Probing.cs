using Gateway.Upstreams;

namespace Gateway.Health;

/// <summary>How the destinations of one cluster are probed: what the operator says, else what suits its kind and trust.</summary>
/// <param name="Interval">Time between two looks at whether it answers.</param>
/// <param name="Timeout">The longest such a look takes.</param>
/// <param name="Module">The module that it is known to have, as its go.mod writes it.</param>
/// <param name="Version">The module's version.</param>
internal sealed record Probing(TimeSpan Interval, TimeSpan Timeout, string Module, string Version)
{
    // Nobody's neighbour is asked four times a second.
    private static readonly TimeSpan OwnInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan OwnTimeout = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan PublicInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PublicTimeout = TimeSpan.FromSeconds(2);

    private string? _path;
    private string? _root;
    private bool _isAskedOverHttp;

    /// <summary>Whether the cheap look is a connection alone, which a process that hangs gives as well.</summary>
    public bool OnlyConnects => !_isAskedOverHttp;

    public static Probing Of(UpstreamOptions options, UpstreamPreset preset, bool isBehindProxy)
    {
        var isOwn = options.Trust == Trust.Internal;
        var (module, version) = Split(options.ProbeModule);
        return new Probing(
            options.ProbeInterval ?? (isOwn ? OwnInterval : PublicInterval), options.ProbeTimeout ?? (isOwn ? OwnTimeout : PublicTimeout), module, version)
        {
            _path = options.ProbePath ?? preset.HealthPath,
            _root = preset.HealthRoot,
            // Behind an HTTP proxy nothing can be connected to directly.
            _isAskedOverHttp = isOwn || isBehindProxy || options.ProbePath is not null,
        };
    }

    /// <summary>Splits <c>module@version</c>; the version is empty when there is none.</summary>
    public static (string Module, string Version) Split(string moduleAtVersion) =>
        moduleAtVersion.Split('@', 2) is [var module, var version] ? (module, version) : (moduleAtVersion, "");

    /// <summary>What to ask a destination for; null to only connect to it.</summary>
    public Uri? FindPath(Uri address)
    {
        if (!_isAskedOverHttp)
        {
            return null;
        }

        // Some products have their health page beside the repositories and not below one.
        var root = _root is null ? -1 : address.AbsolutePath.IndexOf(_root, StringComparison.Ordinal);
        var path = root < 0 ? address.AbsolutePath : address.AbsolutePath[..(root + 1)];
        return _path is null || (_root is not null && root < 0) ? address
            : _path.StartsWith('/') ? new Uri(address, _path)
            : new Uri(new Uri(address, path), _path);
    }
}
