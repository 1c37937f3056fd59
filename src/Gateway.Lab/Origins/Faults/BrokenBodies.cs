using System.Text;
using Gateway.Lab.Modules;

namespace Gateway.Lab.Origins.Faults;

/// <summary>Answers that begin well and break, and connections that break before they begin.</summary>
internal static class BrokenBodies
{
    public static async Task ShorterAsync(Exchange exchange, long sent)
    {
        await exchange.SendHeadersAsync(exchange.Answer);
        await exchange.SendBodyAsync(First(exchange.Answer.Body, sent));
        await exchange.HangUpAsync();
    }

    public static async Task DieAsync(Exchange exchange, long after, bool isChunked)
    {
        await exchange.SendHeadersAsync(exchange.Answer with { IsChunked = isChunked || exchange.Answer.IsChunked });
        await exchange.SendBodyAsync(First(exchange.Answer.Body, after));
        await exchange.HangUpAsync();
    }

    /// <remarks>Kestrel would chunk such an answer; a client could then see that the end is missing.</remarks>
    public static Task CutWithoutLengthAsync(Exchange exchange)
    {
        var answer = exchange.Answer;
        var head = $"HTTP/1.1 {answer.Status} OK\r\nContent-Type: {answer.ContentType}\r\nConnection: close\r\n\r\n";
        return exchange.SendRawAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. First(answer.Body, answer.Body.Length / 2).ToArray()]);
    }

    public static Task ResetAsync(Exchange exchange)
    {
        exchange.Reset();
        return Task.CompletedTask;
    }

    public static Task GarbageAsync(Exchange exchange) => exchange.SendRawAsync("\u0016\u0003SSH-2.0-lab\r\n"u8.ToArray());

    private static LabBody First(LabBody body, long count) => body.Slice(0, Math.Min(count, body.Length));
}
