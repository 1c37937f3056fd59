using System.Diagnostics;
using System.Globalization;
using Gateway.Telemetry;

namespace Gateway.Edge;

/// <summary>The name of one request in headers, error texts and logs.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-ID";

    private const int Digits = 16;

    /// <summary>Names a request that has just come in: 16 hexadecimal digits, made here, because a client's own could be anybody's.</summary>
    public static void Give(HttpContext context)
    {
        Span<byte> id = stackalloc byte[Digits / 2];
        Random.Shared.NextBytes(id);
        context.TraceIdentifier = Convert.ToHexStringLower(id);
        context.Response.Headers[Header] = context.TraceIdentifier;
        Activity.Current?.SetTag(Spans.RequestId, context.TraceIdentifier);
    }

    /// <summary>The id that this request was given.</summary>
    public static string Of(HttpContext context) => context.TraceIdentifier;

    /// <summary>The number that an id spells; null for what is none.</summary>
    public static ulong? ToNumber(string id) =>
        id.Length == Digits && ulong.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The id that spells a number.</summary>
    public static string ToText(ulong number) => number.ToString("x16", CultureInfo.InvariantCulture);
}
