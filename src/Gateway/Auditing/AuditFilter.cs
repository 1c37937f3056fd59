using System.Text.Json;
using GoModules;

namespace Gateway.Auditing;

/// <summary>Which records are wanted. What is not set lets everything through.</summary>
internal sealed class AuditFilter
{
    /// <summary>Patterns as in GOPRIVATE; the version of <c>MODULE@VERSION</c> is <see cref="Version"/>.</summary>
    public ModulePatterns? Modules { get; init; }

    public string? Version { get; init; }

    /// <summary>A subject, an issuer, a fingerprint or an address, whole.</summary>
    public string? Caller { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public string? Decision { get; init; }

    /// <summary>A status such as <c>404</c>, or a class such as <c>5xx</c>.</summary>
    public string? Status { get; init; }

    private static readonly string[] CallerFields = ["oidc_subject", "client_cert_subject", "client_cert_fingerprint", "token_issuer", "client"];

    /// <summary>Whether a record is wanted. Only requests ever are.</summary>
    public bool Takes(JsonElement record) =>
        TextOf(record, "type") == "request"
        && (Modules is null || (TextOf(record, "module") is { } module && Modules.Matches(module)))
        && (Version is null || TextOf(record, "version") == Version)
        && (Caller is null || Array.Exists(CallerFields, field => TextOf(record, field) == Caller))
        && (Decision is null || TextOf(record, "authz_decision") == Decision)
        && (Status is null || HasStatus(record, Status))
        && (From is null || TimeOf(record) >= From)
        && (To is null || TimeOf(record) < To);

    /// <summary>The text of a field; null when it is not there.</summary>
    public static string? TextOf(JsonElement record, string field) =>
        !record.TryGetProperty(field, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.GetRawText();

    private static DateTimeOffset TimeOf(JsonElement record) => record.GetProperty("time").GetDateTimeOffset();

    private static bool HasStatus(JsonElement record, string status)
    {
        var text = TextOf(record, "status") ?? "";
        return status.EndsWith("xx", StringComparison.OrdinalIgnoreCase) ? text.StartsWith(status[0]) : text == status;
    }
}
