using System.Text;
using Gateway.Lab.Modules;

namespace Gateway.Lab.Origins.Faults;

/// <summary>Answers that are whole and wrong.</summary>
internal static class WrongAnswers
{
    public static Answer Status(int code, string? body, (string Name, string Value)[] headers) =>
        headers.Aggregate(
            Answer.Text(code, body ?? $"the lab answers {code}"),
            static (answer, header) => answer.With(header.Name, header.Value));

    public static Task HtmlAsync(Exchange exchange) =>
        exchange.SendAsync(Answer.Html(200, "Sign in", "<form action=\"/login\"><input name=\"user\"></form>"));

    public static Task WrongVersionAsync(Exchange exchange)
    {
        if (exchange.Ask?.Kind is not (Asked.Info or Asked.Latest) || exchange.Answer.Status != 200)
        {
            return exchange.SendAsync(exchange.Answer);
        }

        var other = LabBody.Of("{\"Version\":\"v9.9.9-lab\",\"Time\":\"2025-03-01T12:00:00Z\"}");
        return exchange.SendAsync(exchange.Answer with { Body = other });
    }

    /// <remarks>As long as the right one: only its bytes tell.</remarks>
    public static Task NotAZipAsync(Exchange exchange)
    {
        if (exchange.Ask?.Kind is not Asked.Zip || exchange.Answer.Status != 200)
        {
            return exchange.SendAsync(exchange.Answer);
        }

        var junk = Encoding.ASCII.GetBytes("this is not a zip file\n");
        var bytes = new byte[Math.Min(exchange.Answer.Body.Length, 1 << 20)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = junk[i % junk.Length];
        }

        return exchange.SendAsync(exchange.Answer with { Body = LabBody.Of(bytes) });
    }

    public static Task RedirectLoopAsync(Exchange exchange) =>
        exchange.SendAsync(Answer.Empty(302).With("Location", exchange.Request.Target));
}
