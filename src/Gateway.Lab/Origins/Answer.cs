using System.Collections.Immutable;
using Gateway.Lab.Modules;

namespace Gateway.Lab.Origins;

/// <summary>An answer that has not been sent yet.</summary>
internal sealed record Answer(int Status, string? ContentType, LabBody Body)
{
    public ImmutableDictionary<string, string> Headers { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>When the file changed, for answers that are files: only these have validators and ranges.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Sent without Content-Length.</summary>
    public bool IsChunked { get; init; }

    public static Answer Empty(int status) => new(status, null, LabBody.Empty);

    public static Answer Text(int status, string text) => new(status, "text/plain; charset=utf-8", LabBody.Of(text));

    public static Answer Html(int status, string title, string text = "") =>
        new(status, "text/html", LabBody.Of($"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>{text}</body></html>\n"));

    public static Answer File(string contentType, LabBody body, DateTimeOffset modified) =>
        new(200, contentType, body) { Modified = modified };

    public static Answer Redirect(Uri to) => Empty(302).With("Location", to.AbsoluteUri);

    public Answer With(string header, string value) => this with { Headers = Headers.SetItem(header, value) };
}
