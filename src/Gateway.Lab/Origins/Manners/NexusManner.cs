namespace Gateway.Lab.Origins.Manners;

/// <summary>Sonatype Nexus: errors are pages for browsers, and a status page that needs no credentials.</summary>
internal sealed class NexusManner : Manner
{
    public override Answer? Health(string path) =>
        path is "/service/rest/v1/status" or "/service/rest/v1/status/writable" ? Answer.Empty(200) : null;

    public override Answer Missing(string path) => Answer.Html(404, "404 - Sonatype Nexus Repository", "Not Found");

    public override Answer Unauthorized() =>
        Answer.Html(401, "401 - Sonatype Nexus Repository").With("WWW-Authenticate", "BASIC realm=\"Sonatype Nexus Repository Manager\"");
}
