using System.Buffers;
using System.Globalization;
using System.Text;
using Gateway.Caching;
using GoModules;
using Microsoft.Net.Http.Headers;

namespace Gateway.Edge;

/// <summary>Sends bodies that are whole: conditions, ranges, and the bytes.</summary>
internal static class KeptAnswers
{
    // Kestrel copies larger writes into 4 KiB blocks; a span of this size costs one rented segment instead.
    private const int LargestWrite = 64 * 1024;

    /// <summary>Sends an answer of status 200, or what its conditions make of it.</summary>
    public static Task SendAsync(HttpContext context, GoRequest request, CachedResponse kept)
    {
        var asked = context.Request.GetTypedHeaders();
        var response = context.Response;
        response.ContentType = GoAnswers.ContentTypeOf(request);
        response.Headers.ETag = kept.ETag;
        response.Headers.LastModified = kept.LastModified is { } modified ? HeaderUtilities.FormatDate(modified) : default;
        response.Headers.AcceptRanges = "bytes";
        if (IsUnchanged(asked.IfNoneMatch, kept.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.ContentType = null;
            return Task.CompletedTask;
        }

        return ByteRanges.Find(asked, kept.Body.Length, kept.ETag, kept.LastModified) switch
        {
            null => WriteAsync(context, kept.Body),
            [] => RefuseRange(response, kept.Body.Length),
            [var (from, length)] => SendRangeAsync(context, kept.Body, from, length),
            var ranges => SendRangesAsync(context, kept.Body, ranges),
        };
    }

    // Without a lambda: its closure would be made for every answer, and hardly any request has conditions.
    private static bool IsUnchanged(IList<EntityTagHeaderValue> known, string? etag)
    {
        for (var i = 0; i < known.Count && etag is not null; i++)
        {
            if (known[i].Tag == etag || known[i].Equals(EntityTagHeaderValue.Any))
            {
                return true;
            }
        }

        return false;
    }

    private static Task RefuseRange(HttpResponse response, long total)
    {
        response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
        response.ContentType = null;
        response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{total}");
        response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static Task SendRangeAsync(HttpContext context, ReadOnlySequence<byte> body, long from, long length)
    {
        context.Response.StatusCode = StatusCodes.Status206PartialContent;
        context.Response.Headers.ContentRange = ContentRange(from, length, body.Length);
        return WriteAsync(context, body.Slice(from, length));
    }

    private static async Task SendRangesAsync(HttpContext context, ReadOnlySequence<byte> body, IReadOnlyList<(long From, long Length)> ranges)
    {
        var response = context.Response;
        var boundary = $"gateway-{RequestId.Of(context)}";
        var heads = ranges.Select(range => Encoding.ASCII.GetBytes(
            $"\r\n--{boundary}\r\nContent-Type: {response.ContentType}\r\nContent-Range: {ContentRange(range.From, range.Length, body.Length)}\r\n\r\n")).ToList();
        var end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.ContentType = $"multipart/byteranges; boundary={boundary}";
        response.ContentLength = heads.Sum(head => head.Length) + ranges.Sum(range => range.Length) + end.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        foreach (var (head, (from, length)) in heads.Zip(ranges))
        {
            await response.BodyWriter.WriteAsync(head, context.RequestAborted);
            await CopyAsync(context, body.Slice(from, length));
        }

        await response.BodyWriter.WriteAsync(end, context.RequestAborted);
    }

    private static Task WriteAsync(HttpContext context, ReadOnlySequence<byte> body)
    {
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : CopyAsync(context, body);
    }

    private static async Task CopyAsync(HttpContext context, ReadOnlySequence<byte> body)
    {
        var writer = context.Response.BodyWriter;
        foreach (var segment in body)
        {
            for (var rest = segment; rest.Length > 0;)
            {
                var piece = rest[..Math.Min(rest.Length, LargestWrite)];
                piece.Span.CopyTo(writer.GetSpan(piece.Length));
                writer.Advance(piece.Length);
                rest = rest[piece.Length..];
                if ((await writer.FlushAsync(context.RequestAborted)).IsCompleted)
                {
                    return;
                }
            }
        }
    }

    private static string ContentRange(long from, long length, long total) =>
        string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{from + length - 1}/{total}");
}
