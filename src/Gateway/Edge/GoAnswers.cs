using System.Net.Mime;
using System.Text;
using GoModules;
using Gateway.Upstreams;
using Microsoft.Net.Http.Headers;

namespace Gateway.Edge;

/// <summary>Every answer to a Go request leaves through here, so that status, headers and text of an outcome are decided once.</summary>
internal static class GoAnswers
{
    private const string PlainText = "text/plain; charset=utf-8";

    // go refuses to read more of a zip than it needs, so a buffer of one flush is enough whatever the size.
    private const int ZipBufferBytes = 64 * 1024;

    /// <summary>Refuses in words.</summary>
    public static Task RefuseAsync(HttpContext context, int status, params IEnumerable<string> lines)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return TextAsync(context, ErrorText.Of(lines, RequestId.Of(context)));
    }

    /// <summary>Answers with plain text of our own.</summary>
    public static Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = PlainText;
        return WholeAsync(context, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Sends an upstream's answer. <paramref name="isPrivate"/>: no shared cache may keep it.</summary>
    /// <exception cref="BrokenBodyException">The body broke for good; the caller cuts the client off.</exception>
    public static async Task SendAsync(HttpContext context, GoRequest request, UpstreamAnswer answer, bool isPrivate)
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = ContentTypeOf(request);
        headers.CacheControl = isPrivate ? "private" : IsImmutable(request) ? "public, max-age=604800, immutable" : "no-cache";
        headers.ETag = answer.ETag;
        headers.LastModified = answer.LastModified is { } modified ? HeaderUtilities.FormatDate(modified) : default;
        if (answer.Whole is { } whole)
        {
            await WholeAsync(context, whole);
            return;
        }

        context.Response.ContentLength = answer.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await StreamAsync(context, answer.Zip!);
        }
    }

    private static Task WholeAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static async Task StreamAsync(HttpContext context, ZipBody zip)
    {
        var writer = context.Response.BodyWriter;
        while (await zip.ReadAsync(writer.GetMemory(ZipBufferBytes), context.RequestAborted) is > 0 and var read)
        {
            writer.Advance(read);
            await writer.FlushAsync(context.RequestAborted);
        }
    }

    private static string ContentTypeOf(GoRequest request) => request.Kind switch
    {
        GoRequestKind.Latest or GoRequestKind.Info => MediaTypeNames.Application.Json,
        GoRequestKind.Zip => MediaTypeNames.Application.Zip,
        GoRequestKind.ChecksumTile when !request.Tile!.IsData => MediaTypeNames.Application.Octet,
        _ => PlainText,
    };

    private static bool IsImmutable(GoRequest request) => request.HasCanonicalVersion || request.Tile is { IsPartial: false };
}
