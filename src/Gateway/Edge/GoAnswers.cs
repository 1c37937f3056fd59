using System.Buffers;
using System.Net.Mime;
using System.Text;
using GoModules;
using Gateway.Caching;
using Gateway.Upstreams;

namespace Gateway.Edge;

/// <summary>Every answer to a Go request leaves through here, so that status, headers and text of an outcome are decided once.</summary>
internal static class GoAnswers
{
    private const string PlainText = "text/plain; charset=utf-8";

    /// <summary>Refuses in words.</summary>
    public static Task RefuseAsync(HttpContext context, int status, params IEnumerable<string> lines)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        var text = ErrorText.Of(lines, RequestId.Of(context));
        Visit.Of(context).Refusal = text;
        return TextAsync(context, text);
    }

    /// <summary>Answers with plain text of our own.</summary>
    public static Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = PlainText;
        return AnswerBody.WriteWholeAsync(context, new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Sends what the cache handed out.</summary>
    /// <exception cref="BrokenBodyException">The body broke for good; the caller cuts the client off.</exception>
    public static Task SendAsync(HttpContext context, Fetch fetch, CacheAnswer answer, bool isForAll, DateTimeOffset now)
    {
        if (answer.Refused is { } refused)
        {
            context.Response.Headers["Cache-Status"] = Freshness.OfRefusal(context, answer, now);
            return RefuseAsync(context, refused.Status, ErrorText.Of(fetch.Request, refused));
        }

        if (answer.Kept is { Status: StatusCodes.Status404NotFound } notFound)
        {
            context.Response.Headers["Cache-Status"] = Freshness.OfRefusal(context, answer, now);
            return RefuseAsync(context, notFound.Status, ErrorText.NotFound(fetch.Request, notFound));
        }

        Freshness.Write(context.Response.Headers, fetch, answer, isForAll && !fetch.IsPersonal, now);
        return answer.Kept is { } kept
            ? KeptAnswers.SendAsync(context, fetch.Request, kept)
            : answer.Rest is { } rest ? RestAnswers.SendAsync(context, fetch.Request, rest)
            : GrowingAnswers.SendAsync(context, fetch.Request, answer.Growing!);
    }

    /// <summary>The type of an answer's body.</summary>
    public static string ContentTypeOf(GoRequest request) => request.Kind switch
    {
        GoRequestKind.Latest or GoRequestKind.Info => MediaTypeNames.Application.Json,
        GoRequestKind.Zip => MediaTypeNames.Application.Zip,
        GoRequestKind.ChecksumTile when !request.Tile!.IsData => MediaTypeNames.Application.Octet,
        _ => PlainText,
    };
}
