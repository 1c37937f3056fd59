using System.Text.Json;

namespace Gateway.Auditing;

/// <summary>Records as a table for people, or as CSV (RFC 4180).</summary>
internal static class AuditTable
{
    private static readonly string[] Columns =
    [
        "time", "instance", "request_id", "listener", "client", "client_cert_subject", "client_cert_fingerprint", "token_issuer", "oidc_subject", "email_hash", "authz_decision",
        "rule", "method", "module", "version", "kind", "path", "route", "cluster", "cache", "status", "bytes", "ms", "complete", "sha256", "user_agent",
    ];

    public static string CsvHead { get; } = string.Join(',', Columns);

    public static string Csv(JsonElement record) => string.Join(',', Columns.Select(column => Quote(AuditFilter.TextOf(record, column) ?? "")));

    /// <summary>One line: when, who, what, from where, and how it ended.</summary>
    public static string Line(JsonElement record)
    {
        string Text(string field) => AuditFilter.TextOf(record, field) ?? "";
        var who = Text("oidc_subject") is { Length: > 0 } subject ? subject : Text("client_cert_subject") is { Length: > 0 } certified ? certified : Text("client");
        var what = Text("module") is { Length: > 0 } module ? $"{module}{(Text("version") is { Length: > 0 } version ? $"@{version}" : "")} {Text("kind")}" : $"{Text("database")}{Text("path")} {Text("kind")}";
        var from = Text("cache") is "hit" or "revalidating" or "stale-if-error" ? $"{Text("cluster")} ({Text("cache")})" : Text("cluster");
        return $"{Text("time")[..19]}Z  {Clean(who),-32}  {Text("authz_decision"),-15}  {Text("status"),3}  {from,-20}  {Clean(what.Trim())}";
    }

    // Whoever opens it in a spreadsheet must not run what a client has sent as a formula.
    private static string Quote(string value)
    {
        var safe = value.Length > 0 && "=+-@\t\r".Contains(value[0]) ? $"'{value}" : value;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"")}\"";
    }

    // What a client has sent must not move the cursor of who reads it.
    private static string Clean(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
