using System.IO.Hashing;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>Tells whether a whole body is what was asked for: a login page answered with 200 looks to <c>go</c> like "no versions".</summary>
/// <param name="Body">The body to send, cleaned.</param>
/// <param name="LinesDropped">Lines of a list that were no versions.</param>
/// <param name="Fault">What is wrong, as the end of "CLUSTER …"; null when it is right.</param>
internal sealed record BodyCheck(byte[] Body, int LinesDropped, string? Fault)
{
    private const int HashBytes = 32;

    public static BodyCheck Check(GoRequest request, byte[] body, string contentType, bool isSelfDelimited)
    {
        if (contentType.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) || contentType.StartsWith("application/xhtml+xml", StringComparison.OrdinalIgnoreCase)
            || body.AsSpan().TrimStart(" \t\r\n\uFEFF"u8).StartsWith("<"u8))
        {
            return Wrong("answered with an HTML page");
        }

        // A closed connection ends such a body, also a broken one: only what shows its own end can be believed.
        if (!isSelfDelimited && !ShowsItsEnd(request))
        {
            return Wrong("answered without saying how long its answer is");
        }

        return request.Kind switch
        {
            GoRequestKind.List => CheckList(body),
            GoRequestKind.Latest or GoRequestKind.Info => CheckInfo(request, body),
            GoRequestKind.Mod => HasModuleLine(body) ? Right(body) : Wrong("answered with something that is no go.mod"),
            GoRequestKind.ChecksumLookup => body is [>= (byte)'0' and <= (byte)'9', ..] ? Right(body) : Wrong("answered with something that is no checksum record"),
            GoRequestKind.ChecksumTile => CheckTile(request.Tile!, body),
            GoRequestKind.ChecksumLatest => body.AsSpan().StartsWith("go.sum database tree\n"u8) ? Right(body) : Wrong("answered with something that is no tree head"),
            _ => throw new InvalidOperationException($"A {request.Kind} is not read whole."),
        };
    }

    /// <summary>A strong validator made of the bytes, with quotes. It tells versions of one file apart, and vouches for none: a cryptographic hash took 2.5% of a fetch.</summary>
    public static string ETagOf(byte[] body)
    {
        Span<byte> hash = stackalloc byte[16];
        XxHash128.Hash(body, hash);
        return $"\"{Convert.ToHexStringLower(hash)}\"";
    }

    private static bool ShowsItsEnd(GoRequest request) =>
        request.Kind is GoRequestKind.Info or GoRequestKind.Latest || request.Tile is { IsData: false };

    private static BodyCheck CheckList(byte[] body)
    {
        var list = VersionList.Clean(body);
        return list is { Kept: 0, Dropped: > 0 } ? Wrong("answered with a list that names no version") : new BodyCheck(list.Body, list.Dropped, null);
    }

    private static BodyCheck CheckInfo(GoRequest request, byte[] body) => InfoDocument.FindVersion(body) switch
    {
        null => Wrong("answered with something that is no version document"),
        var version when request.HasCanonicalVersion && version != request.Version => Wrong($"answered for version {UpstreamText.Clean(version)}"),
        var version when !SemanticVersion.IsValid(version) => Wrong("answered with a version that is none"),
        _ => Right(body),
    };

    private static BodyCheck CheckTile(ChecksumTile tile, byte[] body) =>
        tile.IsData ? (body.Length > 0 ? Right(body) : Wrong("answered with an empty tile"))
        : body.Length == tile.Width * HashBytes ? Right(body)
        : Wrong($"answered with a tile of {body.Length} bytes instead of {tile.Width * HashBytes}");

    private static bool HasModuleLine(byte[] body)
    {
        foreach (var line in body.AsSpan().Split((byte)'\n'))
        {
            var text = body.AsSpan(line).Trim(" \t\r"u8);
            if (text.StartsWith("module"u8) && text.Length > 6 && text[6] is (byte)' ' or (byte)'\t' or (byte)'"' or (byte)'(' or (byte)'`')
            {
                return true;
            }
        }

        return false;
    }

    private static BodyCheck Right(byte[] body) => new(body, 0, null);

    private static BodyCheck Wrong(string fault) => new([], 0, fault);
}
