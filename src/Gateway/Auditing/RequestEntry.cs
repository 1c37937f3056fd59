using System.Text.Json;
using Gateway.Access.Rules;
using Gateway.Caching;
using Gateway.Checksums;
using Gateway.Edge;
using Gateway.Upstreams;

namespace Gateway.Auditing;

/// <summary>One request and what became of it.</summary>
internal readonly struct RequestEntry : IAuditEntry
{
    // What a client says of itself is as long as it likes.
    private const int LongestText = 256;

    // Old releases of Go have a hundred; the first ones tell enough.
    private const int MostAdvisories = 20;

    // Files that gather those of many others have dozens.
    private const int MostLicenses = 20;

    /// <summary>The value of <c>type</c>.</summary>
    public const string TypeName = "request";

    public string Type => TypeName;

    public required DateTimeOffset Time { get; init; }

    public required string RequestId { get; init; }

    public string? TraceId { get; init; }

    public required string Listener { get; init; }

    public string? Client { get; init; }

    public required AuditedCaller Caller { get; init; }

    public required string Method { get; init; }

    public string? Path { get; init; }

    public required AuditedDecision Decision { get; init; }

    /// <summary>What advisories say of the version that was asked for; null when nothing.</summary>
    public AdvisoryNotice? Notice { get; init; }

    public required Visit Visit { get; init; }

    public required int Status { get; init; }

    public required bool IsComplete { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public string? UserAgent { get; init; }

    public required bool IsTwin { get; init; }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("request_id"u8, RequestId);
        WriteKnown(json, "trace_id"u8, TraceId);
        json.WriteString("listener"u8, Listener);
        WriteKnown(json, "client"u8, Client);
        Caller.Write(json);
        json.WriteString("method"u8, Method);
        WriteAsked(json);
        WriteAnswer(json);
        WriteKnown(json, "user_agent"u8, Shorten(UserAgent));
        if (IsTwin)
        {
            json.WriteBoolean("twin"u8, true);
        }
    }

    private void WriteAsked(Utf8JsonWriter json)
    {
        json.WriteString("authz_decision"u8, Decision.Word);
        WriteKnown(json, "rule"u8, Decision.Rule);
        WriteKnown(json, "reason"u8, Shorten(Decision.Reason));
        WriteNotice(json);
        WriteKnown(json, "path"u8, Shorten(Path));
        WriteKnown(json, "route"u8, Visit.Route);
        WriteKnown(json, "lane"u8, Visit.Lane?.Word());
        if (Visit.Request is not { } request)
        {
            return;
        }

        WriteKnown(json, "module"u8, request.Module);
        WriteKnown(json, "version"u8, request.Version);
        WriteKnown(json, "database"u8, request.Database);
        json.WriteString("kind"u8, Enum.GetName(request.Kind));
    }

    private void WriteNotice(Utf8JsonWriter json)
    {
        if (Notice is not { } notice)
        {
            return;
        }

        json.WriteStartArray("advisories"u8);
        foreach (var id in notice.Ids.Take(MostAdvisories))
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
        WriteKnown(json, "fixed_version"u8, notice.Fix);
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
                WriteKnown(json, "destination"u8, attempt.Destination?.Standing.Name);
                json.WriteString("outcome"u8, attempt.Outcome.Reason);
                json.WriteNumber("ms"u8, Math.Round(attempt.Elapsed.TotalMilliseconds, 1));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        WriteKnown(json, "cache"u8, Visit.Outcome is { } outcome ? CachingMetrics.Word(outcome) : null);
        WriteKnown(json, "cluster"u8, Visit.Cluster);
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
            WriteKnown(json, "h1"u8, hash);
            json.WriteString("verification"u8, state.Word());
        }

        WriteKnown(json, "sha256"u8, Visit.FindSha256());
        WriteLicenses(json);
    }

    private void WriteLicenses(Utf8JsonWriter json)
    {
        if (Visit.Licenses is not { } licenses)
        {
            return;
        }

        json.WriteStartArray("licenses"u8);
        for (var index = 0; index < Math.Min(licenses.Names.Count, MostLicenses); index++)
        {
            json.WriteStringValue(licenses.Names[index]);
        }

        json.WriteEndArray();
    }

    private static void WriteKnown(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static string? Shorten(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;
}
