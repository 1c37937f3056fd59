using Gateway.Lab.Modules;

namespace Gateway.Lab.Origins.Manners;

/// <summary>Cloud storage behind a public proxy: zips for those with a signed address, refusals in XML for the rest.</summary>
internal sealed class BlobManner : Manner
{
    public override Answer Respond(SeenRequest request, string path, ModuleLibrary library, DateTimeOffset now) =>
        ModuleAsk.TryParse(path) is { Kind: Asked.Zip } ask && BlobSignature.IsValid(request, now)
            ? Find(ask, library)
            : Missing(path);

    public override Answer Missing(string path) =>
        new(403, "application/xml; charset=UTF-8", LabBody.Of("<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"));
}
