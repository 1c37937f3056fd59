using System.Text.Json;

namespace Gateway.Access.Tokens;

/// <summary>Looks into claims, which may be of any shape.</summary>
internal static class Claim
{
    /// <summary>A claim that is a text; null when it is missing or anything else.</summary>
    public static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A claim that is a time in seconds since 1970 (RFC 7519, 2); null when it is missing or no such time.</summary>
    public static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
            && seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>The texts of a claim: those of a list, or the one there is.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="name">The claim, as it is called or as a way with dots.</param>
    public static IReadOnlyList<string> Texts(JsonElement claims, string name) => Find(claims, name) switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list =>
            [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        { ValueKind: JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number } value => [value.GetRawText()],
        _ => [],
    };

    /// <summary>Whether it can stand in a log line or a header: something, of bearable length, and nothing that ends a line.</summary>
    public static bool IsName(string? text) => text is { Length: > 0 and <= 256 } && !text.Any(char.IsControl) && text.Trim().Length == text.Length;

    // Names with dots of their own are usual: https://corp.example/groups.
    private static JsonElement? Find(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) ? value
        : name.IndexOf('.') is > 0 and var dot && claims.TryGetProperty(name[..dot], out var inner) && inner.ValueKind == JsonValueKind.Object
            ? Find(inner, name[(dot + 1)..])
        : null;
}
