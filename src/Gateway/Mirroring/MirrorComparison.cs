using System.Buffers;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Mirroring;

/// <summary>Compares what a mirror answers with what was served.</summary>
/// <param name="largest">Bytes of an answer, and of what it unpacks to, beyond which its content is not compared.</param>
internal sealed class MirrorComparison(int largest)
{
    public const string Status = "status";
    public const string Body = "body";

    /// <summary>The difference: <c>status</c> or <c>body</c>, ours, theirs; null where there is none, or none can be told.</summary>
    public async Task<(string Kind, string Ours, string Theirs)?> FindAsync(MirrorCopy copy, HttpResponseMessage response, CancellationToken cancellation)
    {
        // What a rule refuses, and what the client did not wait for, says nothing of the cluster.
        if (copy.Served is not { Decision: "allow", IsComplete: true } served)
        {
            return null;
        }

        var (ours, theirs) = (Plain(served.Status), Plain((int)response.StatusCode));
        if (theirs is >= StatusCodes.Status300MultipleChoices and < StatusCodes.Status400BadRequest)
        {
            // Redirects are not followed here, so nobody knows what it would have been.
            return null;
        }

        if (ours != theirs)
        {
            return (Status, $"{ours}", $"{theirs}");
        }

        return ours == StatusCodes.Status200OK && copy.Request is { HasCanonicalVersion: true, IsChecksum: false } && HttpMethods.IsGet(copy.Method)
            && served.Held <= largest && served.FindBody() is { } body && await ReadAsync(response, cancellation) is { } read
            ? FindInBody(copy.Request.Kind, Whole(body), read)
            : null;
    }

    private (string, string, string)? FindInBody(GoRequestKind kind, ReadOnlyMemory<byte> ours, ReadOnlyMemory<byte> theirs)
    {
        if (ours.Span.SequenceEqual(theirs.Span))
        {
            return null;
        }

        return kind switch
        {
            // Clusters word them differently; the version is what go takes from them.
            GoRequestKind.Info => Differ(InfoDocument.FindVersion(ours.Span), InfoDocument.FindVersion(theirs.Span)),
            GoRequestKind.Mod => Differ(DirHash.OfGoMod(ours.Span), DirHash.OfGoMod(theirs.Span)),
            // Clusters pack differently; the hash in go.sum is of what is inside.
            GoRequestKind.Zip => DirHash.OfZip(ours, Unpacked) is { } hash ? Differ(hash, DirHash.OfZip(theirs, Unpacked)) : null,
            _ => null,
        };
    }

    // Go takes as much unpacked as packed; source packs to a quarter.
    private long Unpacked => 8L * largest;

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > largest)
        {
            return null;
        }

        using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var read = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (int count; (count = await body.ReadAsync(buffer, cancellation)) > 0;)
            {
                if (read.Length + count > largest)
                {
                    return null;
                }

                read.Write(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return read.GetBuffer().AsMemory(0, (int)read.Length);
    }

    private static (string, string, string)? Differ(string? ours, string? theirs) =>
        ours == theirs ? null : (Body, ours ?? "unreadable", theirs is null ? "unreadable" : UpstreamText.Clean(theirs) ?? "unreadable");

    private static ReadOnlyMemory<byte> Whole(ReadOnlySequence<byte> body) => body.IsSingleSegment ? body.First : body.ToArray();

    /// <summary>What a status says of the artifact: parts and confirmations are of an answer, and gone is not found.</summary>
    private static int Plain(int status) => status switch
    {
        StatusCodes.Status206PartialContent or StatusCodes.Status304NotModified or StatusCodes.Status416RangeNotSatisfiable => StatusCodes.Status200OK,
        StatusCodes.Status410Gone => StatusCodes.Status404NotFound,
        _ => status,
    };
}
