namespace Gateway.Credentials;

/// <summary>Addresses that credentials may be sent to: https, or this machine.</summary>
internal static class SafeAddress
{
    public static bool IsSafe(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    /// <summary>Reads an address; null when credentials may not go there. Without query and fragment, and with no slash at its end.</summary>
    public static Uri? Find(string text) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var address) && IsSafe(address) && address.Query.Length == 0 && address.Fragment.Length == 0
            ? address
            : null;

    /// <summary>An address as it can be shown: what stands before an @ may be a password.</summary>
    public static string Show(string text) => text.IndexOf('@') is >= 0 and var end ? $"…{text[end..]}" : text;
}
