using Gateway.Caching;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Edge;

/// <summary>Sends the rest of a zip to the client that has its beginning.</summary>
internal static class RestAnswers
{
    /// <summary>Sends it to its end, or as much of it as was asked for.</summary>
    /// <exception cref="BrokenBodyException">It broke for good.</exception>
    public static Task SendAsync(HttpContext context, GoRequest request, RestAnswer rest)
    {
        var total = rest.Answer.Length!.Value;
        var end = ByteRanges.EndOf(context.Request, total);
        context.Response.ContentType = GoAnswers.ContentTypeOf(request);
        context.Response.Headers.ETag = rest.Answer.ETag;
        context.Response.Headers.AcceptRanges = "bytes";
        ByteRanges.Announce(context.Response, rest.From, end - rest.From, total);
        return CopyAsync(context, rest.Answer.Zip!, end - rest.From);
    }

    /// <summary>Copies a body that one client has for itself, up to so many bytes.</summary>
    /// <exception cref="BrokenBodyException">It broke for good.</exception>
    public static async Task CopyAsync(HttpContext context, ZipBody body, long most)
    {
        var writer = context.Response.BodyWriter;
        while (most > 0)
        {
            var space = writer.GetMemory(HeldBytes.SegmentBytes);
            var read = await body.ReadAsync(space[..(int)Math.Min(space.Length, most)], context.RequestAborted);
            if (read == 0)
            {
                return;
            }

            most -= read;
            writer.Advance(read);
            await AnswerBody.FlushAsync(context, read);
        }
    }
}
