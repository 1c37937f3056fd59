using System.Buffers;
using System.Text;
using Gateway.Caching;
using Gateway.Edge.Sending;
using GoModules;

namespace Gateway.Edge;

/// <summary>Sends bodies that are whole: conditions, ranges, and the bytes.</summary>
internal static class KeptAnswers
{
    /// <summary>Sends an answer of status 200, or what its conditions make of it.</summary>
    public static Task SendAsync(HttpContext context, GoRequest request, CachedResponse kept)
    {
        if (Conditions.IsMet(context, request, kept.ETag, kept.LastModifiedDate))
        {
            return Task.CompletedTask;
        }

        context.Response.Headers.AcceptRanges = "bytes";
        return ByteRanges.Find(context.Request, kept.Length, kept.ETag, kept.LastModified) switch
        {
            null => AnswerBody.Announce(context, kept.Length) ? AnswerBody.WriteAsync(context, PlaceOf(context, kept, kept.Length)) : Task.CompletedTask,
            [] => ByteRanges.RefuseAsync(context.Response, kept.Length),
            [var (from, length)] => SendRangeAsync(context, PlaceOf(context, kept, length), from, length),
            var ranges => SendRangesAsync(context, kept.Body, ranges),
        };
    }

    /// <summary>The body where it lies for who wants so many bytes of it: in a file, if the kernel can send it and they are worth it.</summary>
    private static ReadOnlySequence<byte> PlaceOf(HttpContext context, CachedResponse kept, long wanted) =>
        wanted >= BodyFile.LeastBytes && Visit.Of(context).Connection.Listener.IsDirect && kept.FileToSend() is { } file
            ? new ReadOnlySequence<byte>(new FileMemory(file).Memory)
            : kept.Body;

    private static Task SendRangeAsync(HttpContext context, ReadOnlySequence<byte> body, long from, long length)
    {
        ByteRanges.Announce(context.Response, from, length, body.Length);
        return AnswerBody.WriteAsync(context, body.Slice(from, length));
    }

    private static async Task SendRangesAsync(HttpContext context, ReadOnlySequence<byte> body, IReadOnlyList<(long From, long Length)> ranges)
    {
        var response = context.Response;
        var boundary = $"gateway-{RequestId.Of(context)}";
        var heads = ranges.Select(range => Encoding.ASCII.GetBytes(
            $"\r\n--{boundary}\r\nContent-Type: {response.ContentType}\r\nContent-Range: {ByteRanges.Describe(range.From, range.Length, body.Length)}\r\n\r\n")).ToList();
        var end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.ContentType = $"multipart/byteranges; boundary={boundary}";
        response.ContentLength = heads.Sum(head => head.Length) + ranges.Sum(range => range.Length) + end.Length;
        foreach (var (head, (from, length)) in heads.Zip(ranges))
        {
            await response.BodyWriter.WriteAsync(head, context.RequestAborted);
            await AnswerBody.WriteAsync(context, body.Slice(from, length));
        }

        await response.BodyWriter.WriteAsync(end, context.RequestAborted);
    }
}
