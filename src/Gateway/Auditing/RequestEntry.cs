using System.Text.Json;
using Gateway.Caching;
using Gateway.Checksums;
using Gateway.Edge;
using Gateway.Upstreams;

namespace Gateway.Auditing;

/// <summary>One request and what became of it.</summary>
internal sealed class RequestEntry : AuditEntry
{
    // What a client says of itself is as long as it likes.
    private const int LongestText = 256;

    public override string Type => "request";

    public required string RequestId { get; init; }

    public string? TraceId { get; init; }

    public required string Listener { get; init; }

    public string? Client { get; init; }

    public required AuditedCaller Caller { get; init; }

    public required string Method { get; init; }

    public string? Path { get; init; }

    public required AuditedDecision Decision { get; init; }

    public required Visit Visit { get; init; }

    public required int Status { get; init; }

    public required bool IsComplete { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public string? UserAgent { get; init; }

    public bool IsTwin { get; init; }

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteString("request_id"u8, RequestId);
        WriteKnown(json, "trace_id", TraceId);
        json.WriteString("listener"u8, Listener);
        WriteKnown(json, "client", Client);
        Caller.Write(json);
        json.WriteString("method"u8, Method);
        WriteAsked(json);
        WriteAnswer(json);
        WriteKnown(json, "user_agent", Shorten(UserAgent));
        if (IsTwin)
        {
            json.WriteBoolean("twin"u8, true);
        }
    }

    private void WriteAsked(Utf8JsonWriter json)
    {
        json.WriteString("authz_decision"u8, Decision.Word);
        WriteKnown(json, "rule", Decision.Rule);
        WriteKnown(json, "reason", Shorten(Decision.Reason));
        WriteKnown(json, "path", Shorten(Path));
        WriteKnown(json, "route", Visit.Route);
        WriteKnown(json, "lane", Visit.Lane?.Word());
        if (Visit.Request is not { } request)
        {
            return;
        }

        WriteKnown(json, "module", request.Module);
        WriteKnown(json, "version", request.Version);
        WriteKnown(json, "database", request.Database);
        json.WriteString("kind"u8, request.Kind.ToString());
    }

    private void WriteAnswer(Utf8JsonWriter json)
    {
        if (Visit.Attempts is { Count: > 0 } attempts)
        {
            json.WriteStartArray("attempts"u8);
            foreach (var attempt in attempts)
            {
                json.WriteStartObject();
                json.WriteString("cluster"u8, attempt.Upstream.Name);
                WriteKnown(json, "destination", attempt.Destination?.Standing.Name);
                json.WriteString("outcome"u8, attempt.Outcome.Reason);
                json.WriteNumber("ms"u8, Math.Round(attempt.Elapsed.TotalMilliseconds, 1));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        WriteKnown(json, "cache", Visit.Outcome is { } outcome ? CachingMetrics.Word(outcome) : null);
        WriteKnown(json, "cluster", Visit.Cluster);
        if (Visit.Kept is { } kept)
        {
            json.WriteNumber("age_s"u8, (long)Math.Max(0, (Time - kept.Fetched).TotalSeconds));
        }

        json.WriteNumber("status"u8, Status);
        json.WriteNumber("bytes"u8, Visit.Bytes);
        json.WriteNumber("ms"u8, Math.Round(Elapsed.TotalMilliseconds, 3));
        json.WriteBoolean("complete"u8, IsComplete);
        if (Visit.Checksum is var (state, hash))
        {
            WriteKnown(json, "h1", hash);
            json.WriteString("verification"u8, state.Word());
        }

        WriteKnown(json, "sha256", Visit.Kept is { Status: StatusCodes.Status200OK } whole ? whole.Sha256 : null);
    }

    private static void WriteKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static string? Shorten(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;
}
