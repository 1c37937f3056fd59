using System.Buffers;
using Gateway.Caching;
using Gateway.Limits;
using Gateway.Upstreams;
using GoModules;
using Microsoft.Net.Http.Headers;

namespace Gateway.Edge;

/// <summary>Sends a zip while it arrives, or a part of it.</summary>
internal static class GrowingAnswers
{
    /// <summary>Sends what was asked for to its end.</summary>
    /// <exception cref="BrokenBodyException">It broke for good, or this client fell behind and could not go on by itself.</exception>
    public static Task SendAsync(HttpContext context, GoRequest request, GrowingAnswer growing)
    {
        var (etag, modified) = (growing.Answer.ETag, growing.Answer.LastModified);
        if (Conditions.IsMet(context, request, etag, modified is { } date ? HeaderUtilities.FormatDate(date) : null))
        {
            return Task.CompletedTask;
        }

        context.Response.ContentLength = growing.Answer.Length;
        if (growing.Answer.Length is not { } total)
        {
            // Nobody knows yet how to announce a part.
            return SendAsync(context, growing, 0, long.MaxValue);
        }

        context.Response.Headers.AcceptRanges = "bytes";
        switch (ByteRanges.Find(context.Request, total, etag, modified))
        {
            case []:
                return ByteRanges.RefuseAsync(context.Response, total);
            case [var (from, length)]:
                ByteRanges.Announce(context.Response, from, length, total);
                return SendAsync(context, growing, from, from + length);
            default:
                // Several ranges would have to be sent in the client's order, and the body comes in its own.
                return SendAsync(context, growing, 0, long.MaxValue);
        }
    }

    private static async Task SendAsync(HttpContext context, GrowingAnswer growing, long from, long end)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        // What is not kept need not be fetched from its beginning for a part of it.
        if (from > 0 && growing.Body is { IsWhole: false, Withheld: 0 } && await growing.Body.Source.ContinueAtAsync(from, context.RequestAborted) is { } part)
        {
            growing.Reader.Dispose();
            await using (part)
            {
                await RestAnswers.CopyAsync(context, part, end - from);
            }

            return;
        }

        await FollowAsync(context, growing, from, end);
    }

    private static async Task FollowAsync(HttpContext context, GrowingAnswer growing, long from, long end)
    {
        var reader = growing.Reader;
        // Where it could not go on by itself, it is judged like everybody else.
        reader.IsHeldBack = growing.Body.Source.CanContinue && PacedBody.Is(context);
        while (reader.Position < end)
        {
            if (await reader.ReadAsync(context.RequestAborted) is not { } bytes)
            {
                await GoOnAloneAsync(context, growing, Math.Max(from, reader.Position), end);
                return;
            }

            if (bytes.IsEmpty)
            {
                return;
            }

            var (skipped, used) = (Math.Max(0, from - reader.Position), Math.Min(bytes.Length, end - reader.Position));
            if (skipped < used)
            {
                await AnswerBody.SendPiecesAsync(context, new ReadOnlySequence<byte>(bytes[(int)skipped..(int)used]));
            }

            reader.Advance(bytes.Length);
        }
    }

    /// <summary>A client that the others do not wait for gets its own stream, so that it does not lose what it has.</summary>
    private static async Task GoOnAloneAsync(HttpContext context, GrowingAnswer growing, long from, long end)
    {
        growing.Reader.Dispose();
        if (growing.Body.Withheld > 0)
        {
            throw new BrokenBodyException("What is not checked does not go on by itself.");
        }

        await using var rest = await growing.Body.Source.ContinueAtAsync(from, context.RequestAborted)
            ?? throw new BrokenBodyException($"The client fell behind at byte {from} and the cluster cannot go on from there.");
        await RestAnswers.CopyAsync(context, rest, end - from);
    }
}
