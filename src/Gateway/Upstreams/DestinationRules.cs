namespace Gateway.Upstreams;

/// <summary>What can be a destination, whoever names it.</summary>
internal static class DestinationRules
{
    /// <summary>What is wrong with an address, to be read behind its key; null when nothing is.</summary>
    public static string? FindFault(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.Host.Length == 0)
        {
            return $"is \"{(address?.Contains('@') == true ? "…" : address)}\"; an address such as https://proxy.golang.org/ is needed";
        }

        return uri.UserInfo.Length > 0 ? "holds credentials; use Username and PasswordFile in Upstreams"
            : uri.Query.Length > 0 || uri.Fragment.Length > 0 ? "has a query or fragment; only a path is allowed"
            : null;
    }

    /// <summary>Whether a destination can be asked by this name instead of its address.</summary>
    public static bool IsHost(string name)
    {
        using var message = new HttpRequestMessage();
        try
        {
            message.Headers.Host = name;
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public static bool IsWeight(double weight) => weight is > 0 and <= 1000;
}
