using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using GoModules;

namespace Gateway.Lab.Modules;

/// <summary>One version of a Go module: what a proxy serves of it, made of its files, byte for byte the same on every run.</summary>
internal sealed class LabModule
{
    private static readonly DateTimeOffset FirstOfMarch = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Lazy<LabBody> _info;
    private readonly Lazy<LabBody> _mod;
    private readonly Lazy<LabBody> _zip;
    private readonly Lazy<string> _escapedPath;
    private readonly Lazy<string> _escapedVersion;

    public LabModule()
    {
        _info = new(MakeInfo);
        _mod = new(MakeMod);
        _zip = new(() => Archive ?? LabBody.Of(ModuleZip.Make(this)));
        _escapedPath = new(() => EscapedName.OfPath(Path!));
        _escapedVersion = new(() => EscapedName.OfVersion(Version!));
    }

    public required string Path { get; init; }

    public required string Version { get; init; }

    public string EscapedPath => _escapedPath.Value;

    public string EscapedVersion => _escapedVersion.Value;

    public DateTimeOffset Time { get; init; } = FirstOfMarch;

    /// <summary>What its go.mod asks for, each as <c>path@version</c>; its package imports them too.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>What its go.mod takes back, each as <c>v1.0.0</c> or <c>[v1.0.0, v1.1.0]</c>.</summary>
    public IReadOnlyList<string> Retracts { get; init; } = [];

    /// <summary>Files beside go.mod and the package at the root.</summary>
    public IReadOnlyList<LabFile> Files { get; init; } = [];

    /// <summary>False where the repository never had a go.mod: a proxy then makes one up, and the zip has none.</summary>
    public bool HasGoMod { get; init; } = true;

    /// <summary>Named as <c>Origin</c> in the <c>.info</c>, as newer proxies do.</summary>
    public string? Repository { get; init; }

    /// <summary>Two clusters may hold different bytes of one module and still agree on its checksum.</summary>
    public CompressionLevel CompressionLevel { get; init; } = CompressionLevel.Optimal;

    /// <summary>A zip that is not made of <see cref="Files"/>.</summary>
    public LabBody? Archive { get; init; }

    /// <summary>Pseudo-versions answer to their name but are not in the list.</summary>
    public bool IsListed => !ModuleVersion.IsPseudo(Version);

    public bool IsPrerelease => Version.Contains('-', StringComparison.Ordinal);

    public LabBody Info => _info.Value;

    public LabBody Mod => _mod.Value;

    public LabBody Zip => _zip.Value;

    /// <summary>The same module as another cluster would hold it: other bytes, equal checksum.</summary>
    public LabModule Recompressed(CompressionLevel level) => new()
    {
        Path = Path,
        Version = Version,
        Time = Time,
        Requires = Requires,
        Retracts = Retracts,
        Files = Files,
        HasGoMod = HasGoMod,
        Repository = Repository,
        Archive = Archive,
        CompressionLevel = level,
    };

    public override string ToString() => $"{Path}@{Version}";

    private LabBody MakeInfo()
    {
        var time = Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        object info = Repository is null
            ? new { Version, Time = time }
            : new { Version, Time = time, Origin = new { VCS = "git", URL = Repository, Ref = $"refs/tags/{Version}" } };
        return LabBody.Of(JsonSerializer.Serialize(info));
    }

    private LabBody MakeMod() => LabBody.Of(GoSource.Mod(Path, HasGoMod ? Requires : [], HasGoMod ? Retracts : []));
}
