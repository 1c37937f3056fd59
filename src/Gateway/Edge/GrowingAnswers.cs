using System.IO.Pipelines;
using Gateway.Caching;
using Gateway.Upstreams;
using GoModules;
using Microsoft.Net.Http.Headers;

namespace Gateway.Edge;

/// <summary>Sends a zip while it arrives.</summary>
internal static class GrowingAnswers
{
    /// <summary>Sends it to its end.</summary>
    /// <exception cref="BrokenBodyException">It broke for good, or this client fell behind and could not go on by itself.</exception>
    public static async Task SendAsync(HttpContext context, GoRequest request, GrowingAnswer growing)
    {
        var response = context.Response;
        response.ContentType = GoAnswers.ContentTypeOf(request);
        response.ContentLength = growing.Answer.Length;
        response.Headers.ETag = growing.Answer.ETag;
        response.Headers.LastModified = growing.Answer.LastModified is { } modified ? HeaderUtilities.FormatDate(modified) : default;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        while (await growing.Reader.ReadAsync(context.RequestAborted) is var piece)
        {
            if (piece is not { } bytes)
            {
                await GoOnAloneAsync(context, growing);
                return;
            }

            if (bytes.IsEmpty)
            {
                return;
            }

            await WriteAsync(response.BodyWriter, bytes, context.RequestAborted);
            growing.Reader.Advance(bytes.Length);
        }
    }

    /// <summary>A slow reader gets its own stream, so that it neither holds the others up nor loses what it has.</summary>
    private static async Task GoOnAloneAsync(HttpContext context, GrowingAnswer growing)
    {
        var position = growing.Reader.Position;
        growing.Reader.Dispose();
        await using var rest = await growing.Body.Source.ContinueAtAsync(position, context.RequestAborted)
            ?? throw new BrokenBodyException($"The client fell behind at byte {position} and the cluster cannot go on from there.");
        var writer = context.Response.BodyWriter;
        while (await rest.ReadAsync(writer.GetMemory(HeldBytes.SegmentBytes), context.RequestAborted) is > 0 and var read)
        {
            writer.Advance(read);
            await writer.FlushAsync(context.RequestAborted);
        }
    }

    private static async ValueTask WriteAsync(PipeWriter writer, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        bytes.Span.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
        await writer.FlushAsync(cancellation);
    }
}
