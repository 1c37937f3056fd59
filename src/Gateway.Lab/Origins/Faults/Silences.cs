namespace Gateway.Lab.Origins.Faults;

/// <summary>Answers that are late, or never come.</summary>
internal static class Silences
{
    public static async Task BeforeHeadersAsync(Exchange exchange)
    {
        await exchange.HoldAsync(exchange.Aborted);
        await exchange.SendAsync(exchange.Answer);
    }

    public static async Task AfterHeadersAsync(Exchange exchange)
    {
        await exchange.SendHeadersAsync(exchange.Answer);
        await exchange.HoldAsync(exchange.Aborted);
        await exchange.SendBodyAsync(exchange.Answer.Body);
    }

    public static async Task InBodyAsync(Exchange exchange, long sent)
    {
        var body = exchange.Answer.Body;
        sent = Math.Min(sent, body.Length);
        await exchange.SendHeadersAsync(exchange.Answer);
        await exchange.SendBodyAsync(body.Slice(0, sent));
        await exchange.HoldAsync(exchange.Aborted);
        await exchange.SendBodyAsync(body.Slice(sent, body.Length - sent));
    }

    public static async Task SlowlyAsync(Exchange exchange, TimeSpan delay)
    {
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(exchange.Aborted);
        await Task.WhenAny(exchange.HoldAsync(waited.Token), Task.Delay(delay, exchange.Time, waited.Token));
        await waited.CancelAsync();
        exchange.Aborted.ThrowIfCancellationRequested();
        await exchange.SendAsync(exchange.Answer);
    }

    public static async Task UntilAsync(Exchange exchange, Task done)
    {
        await done.WaitAsync(exchange.Aborted);
        await exchange.SendAsync(exchange.Answer);
    }
}
