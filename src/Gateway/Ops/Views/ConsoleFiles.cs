using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Gateway.Ops.Views;

/// <summary>Serves the console: files that are part of the program, so that none is missing or another's. What it shows comes from the API.</summary>
internal sealed class ConsoleFiles
{
    private const string Prefix = "ops/";
    private const string Index = "/index.html";

    // Nothing from elsewhere, nothing inline, and nobody may frame it: whoever gets a text of his into the page gets no script into it.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly FrozenDictionary<string, File> _files;

    public ConsoleFiles()
    {
        var assembly = typeof(ConsoleFiles).Assembly;
        _files = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(
            name => name[(Prefix.Length - 1)..],
            name => Read(assembly.GetManifestResourceStream(name)!, name),
            StringComparer.Ordinal);
    }

    /// <summary>Whether a path is one of the console's.</summary>
    public bool Has(PathString path) => _files.ContainsKey(NameOf(path));

    public async Task HandleAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (await OpsAnswers.RefusesGetAsync(context))
        {
            return;
        }

        var file = _files[NameOf(context.Request.Path)];
        // Asked for every time, so that a page never meets the scripts of another version.
        headers.CacheControl = "no-cache";
        headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.Type;
        context.Response.ContentLength = file.Content.Length;
        await context.Response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    private static string NameOf(PathString path) => path.Value is null or "" or "/" ? Index : path.Value;

    private static File Read(Stream resource, string name)
    {
        using var content = new MemoryStream();
        using (resource)
        {
            resource.CopyTo(content);
        }

        var bytes = content.ToArray();
        return new File(bytes, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
    }

    private static string TypeOf(string name) => System.IO.Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The console has a file with the unknown ending {other}."),
    };

    private sealed record File(byte[] Content, string Type, string Tag);
}
