using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins.Manners;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Lab.Origins;

/// <summary>What an origin is like when it starts. The presets are starting points: change them with <c>with</c>.</summary>
internal sealed record OriginOptions
{
    public required string Name { get; init; }

    public ModuleLibrary Library { get; init; } = new();

    public Manner Manner { get; init; } = new();

    /// <summary>Any loopback address: 127.0.0.2 is another host to a gateway that compares hosts.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>0 for any free port.</summary>
    public int Port { get; init; }

    public string PathPrefix { get; init; } = "/";

    /// <summary>With a password: Basic credentials are asked of everyone.</summary>
    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>A Bearer token that is asked of everyone.</summary>
    public string? Token { get; init; }

    /// <summary>With one the origin speaks HTTPS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary><see cref="HttpProtocols.Http2"/> without a certificate is h2c.</summary>
    public HttpProtocols Protocols { get; init; } = HttpProtocols.Http1;

    public TimeSpan FirstByteDelay { get; init; }

    /// <summary>ETag, Last-Modified, 304, ranges.</summary>
    public bool HasValidators { get; init; } = true;

    /// <summary>Bodies come without Content-Length.</summary>
    public bool IsChunked { get; init; }

    /// <summary>The <c>Server</c> header; with one the origin sets a cookie as well.</summary>
    public string? Banner { get; init; }

    public IReadOnlyCollection<Quirk> Quirks { get; init; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static OriginOptions NexusLike(ModuleLibrary library) => new()
    {
        Name = "nexus",
        Library = library,
        Manner = new NexusManner(),
        PathPrefix = "/repository/go-proxy/",
        Username = "edge",
        Password = "edge-password",
        Banner = "Nexus/3.70.1-02 (OSS)",
        Quirks = [Quirk.StrictPrefix],
    };

    public static OriginOptions AthensLike(ModuleLibrary library) => new()
    {
        Name = "athens",
        Library = library,
        Manner = new AthensManner(),
        HasValidators = false,
    };

    /// <summary>In the manner of proxy.golang.org; with <paramref name="blobs"/> larger zips are a redirect to that host.</summary>
    public static OriginOptions PublicLike(ModuleLibrary library, Uri? blobs = null) => new()
    {
        Name = "golang",
        Library = library,
        Manner = new PublicManner(blobs),
    };

    /// <summary>Serves zips to those who were sent here by an origin of <see cref="PublicLike"/>.</summary>
    public static OriginOptions BlobHost(ModuleLibrary library) => new()
    {
        Name = "blobs",
        Library = library,
        Manner = new BlobManner(),
        PathPrefix = "/go-proxy-blobs/",
        Banner = "UploadServer",
    };

    /// <summary>A bucket or web server with the files of a GOPROXY tree and no code behind them.</summary>
    public static OriginOptions FilesLike(ModuleLibrary library) => new()
    {
        Name = "files",
        Library = library,
        Manner = new FilesManner(),
        Banner = "AmazonS3",
    };
}
