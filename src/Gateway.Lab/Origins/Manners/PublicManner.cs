using Gateway.Lab.Modules;

namespace Gateway.Lab.Origins.Manners;

/// <summary>proxy.golang.org: reasons in text, ages for everything, larger zips at another host.</summary>
internal sealed class PublicManner(Uri? blobs) : Manner
{
    private const int LargestOwnZip = 16 * 1024;

    public override Answer? Health(string path) => path == "/" ? Answer.Html(200, "Go Module Mirror") : null;

    public override Answer Respond(SeenRequest request, string path, ModuleLibrary library, DateTimeOffset now)
    {
        var answer = base.Respond(request, path, library, now);
        return answer.Status == 302 && blobs is not null
            ? answer.With("Location", BlobSignature.Sign(new Uri(blobs, path), now).AbsoluteUri)
            : answer;
    }

    public override Answer Missing(string path) =>
        Answer.Text(404, $"not found: {path}: no such module or version").With("Cache-Control", "public, max-age=1800");

    protected override Answer Find(ModuleAsk ask, ModuleLibrary library)
    {
        var answer = base.Find(ask, library);
        return answer.Status == 404
            ? answer
            : answer.With("Cache-Control", ask.Kind is Asked.List or Asked.Latest ? "public, max-age=60" : "public, max-age=10800");
    }

    protected override Answer Zip(LabModule module, ModuleAsk ask) =>
        blobs is null || module.Zip.Length <= LargestOwnZip
            ? base.Zip(module, ask)
            : (Answer.Empty(302) with { ContentType = "application/zip" }).With("ETag", $"\"{module.Zip.Tag}\"");
}
