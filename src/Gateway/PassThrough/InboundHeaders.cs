namespace Gateway.PassThrough;

/// <summary>Takes away what a client says of itself: only the gateway says to a cluster who asks.</summary>
internal static class InboundHeaders
{
    // By their beginnings: products invent new ones, and to lose one too many costs nothing.
    private static readonly string[] Beginnings =
    [
        "Authorization", "Cookie", "Forwarded", "X-Forwarded", "X-Real-", "X-Original-", "X-Rewrite-", "X-Audit-", "X-Auth", "X-Remote-", "Remote-",
        "X-User", "X-SSO", "X-SSL", "SSL-", "X-Client-", "Client-Cert", "X-Request-ID",
        // They would make a read a write after the rule was asked.
        "X-HTTP-Method", "X-Method",
    ];

    /// <summary>Removes them; <c>X_Forwarded_User</c> as well, which some servers read as <c>X-Forwarded-User</c>.</summary>
    public static void Remove(IHeaderDictionary headers)
    {
        foreach (var name in headers.Keys.Where(IsAboutTheClient).ToList())
        {
            headers.Remove(name);
        }
    }

    private static bool IsAboutTheClient(string name)
    {
        var dashed = name.Replace('_', '-');
        return Array.Exists(Beginnings, beginning => dashed.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));
    }
}
