using System.Buffers;
using Gateway.Edge.Sending;
using Gateway.Limits;

namespace Gateway.Edge;

/// <summary>Hands the bytes of an answer's body to the client's connection.</summary>
internal static class AnswerBody
{
    // Bytes that are written before the headers are copied once more, in blocks of this size: 12% of the processor time of a hit of 64 KB.
    private const int LargestBeforeHeaders = 4096;

    // What is copied on its way, as for TLS, is so piece by piece, and larger ones save nothing.
    private const int LargestPiece = 64 * 1024;

    // Each is a call to the kernel, and wakes who reads: of a file of 1 MB pieces of 64 KiB cost a third more, of a large download a sixth.
    private const int LargestDirectPiece = 1024 * 1024;

    /// <summary>Announces a body and sends it; who asks for its headers alone gets no more.</summary>
    public static Task WriteWholeAsync(HttpContext context, ReadOnlySequence<byte> body) =>
        Announce(context, body.Length) ? WriteAsync(context, body) : Task.CompletedTask;

    /// <summary>Announces a body of so many bytes; false for who asks for its headers alone.</summary>
    public static bool Announce(HttpContext context, long length)
    {
        context.Response.ContentLength = length;
        return !HttpMethods.IsHead(context.Request.Method);
    }

    /// <summary>Sends what lies in memory, a body or a part of one. What is small goes out when the request is over; whoever sees it fail until then takes it back (<see cref="TakeBack"/>).</summary>
    public static Task WriteAsync(HttpContext context, ReadOnlySequence<byte> body)
    {
        var writer = context.Response.BodyWriter;
        // Who is held back to a pace is so by what is flushed.
        if (body.Length > LargestBeforeHeaders || writer is PacedWriter)
        {
            return SendPiecesAsync(context, body);
        }

        // It goes out with its headers when the answer ends: in one frame with that end where it is HTTP/2.
        body.CopyTo(writer.GetSpan((int)body.Length));
        writer.Advance((int)body.Length);
        Visit.Of(context).Bytes += body.Length;
        return Task.CompletedTask;
    }

    /// <summary>Sends a piece, which must stay as it is until that has ended, in whatever way; false when the client is gone.</summary>
    public static async ValueTask<bool> SendAsync(HttpContext context, ReadOnlyMemory<byte> piece)
    {
        var response = context.Response;
        if (piece.Length > LargestBeforeHeaders && !response.HasStarted)
        {
            await response.StartAsync(context.RequestAborted);
        }

        Loan.Write(response.BodyWriter, piece);
        try
        {
            return await FlushAsync(context, piece.Length);
        }
        catch
        {
            // Whoever gave up waiting for its turn has left it with the connection, which must not send it later: it may be others' memory by then.
            context.Abort();
            throw;
        }
    }

    /// <summary>Sends so many bytes, which were written; false when the client is gone.</summary>
    public static async ValueTask<bool> FlushAsync(HttpContext context, int bytes)
    {
        var visit = Visit.Of(context);
        visit.Time ??= DownloadTime.Begin(context);
        visit.Time.Add(bytes);
        if ((await context.Response.BodyWriter.FlushAsync(context.RequestAborted)).IsCompleted)
        {
            return false;
        }

        visit.Bytes += bytes;
        return true;
    }

    /// <summary>Ends the connection of a request that failed after a small answer was written: with the server's own headers it would be read as the next answer.</summary>
    public static void TakeBack(HttpContext context)
    {
        if (context.Response is { HasStarted: false, BodyWriter.UnflushedBytes: > 0 })
        {
            context.Abort();
        }
    }

    /// <summary>Sends what lies in memory in pieces that suit the connection; each must stay as it is until that has ended, in whatever way.</summary>
    public static async Task SendPiecesAsync(HttpContext context, ReadOnlySequence<byte> body)
    {
        var largest = context.Response.BodyWriter is PacedWriter ? Pace.LargestPiece
            : Visit.Of(context).Connection.Listener.IsDirect ? LargestDirectPiece
            : LargestPiece;
        foreach (var segment in body)
        {
            for (var rest = segment; rest.Length > 0; rest = rest[Math.Min(rest.Length, largest)..])
            {
                if (!await SendAsync(context, rest[..Math.Min(rest.Length, largest)]))
                {
                    return;
                }
            }
        }
    }
}
