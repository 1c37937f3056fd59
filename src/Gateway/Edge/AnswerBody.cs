using Gateway.Edge.Sending;

namespace Gateway.Edge;

/// <summary>Hands the bytes of an answer's body to the client's connection.</summary>
internal static class AnswerBody
{
    /// <summary>Bytes that are written before the headers are copied once more, in blocks of this size: 12% of the processor time of a hit of 64 KB.</summary>
    public const int LargestBeforeHeaders = 4096;

    /// <summary>Sends a piece, which must stay as it is until that is done; false when the client is gone.</summary>
    public static async ValueTask<bool> SendAsync(HttpContext context, ReadOnlyMemory<byte> piece)
    {
        var response = context.Response;
        if (piece.Length > LargestBeforeHeaders && !response.HasStarted)
        {
            await response.StartAsync(context.RequestAborted);
        }

        var writer = response.BodyWriter;
        Loan.Write(writer, piece);
        Visit.Of(context).Bytes += piece.Length;
        return !(await writer.FlushAsync(context.RequestAborted)).IsCompleted;
    }
}
