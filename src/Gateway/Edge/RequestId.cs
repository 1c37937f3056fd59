using System.Globalization;

namespace Gateway.Edge;

/// <summary>The name of one request in headers, error texts and logs.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-ID";

    /// <summary>The id of this request: 16 hexadecimal digits, made here, because a client's own could be anybody's.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(RequestId), out var known))
        {
            return (string)known!;
        }

        var id = Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
        context.Items[typeof(RequestId)] = id;
        return id;
    }
}
