using Gateway.Lab.Modules;

namespace Gateway.Lab.Origins.Manners;

/// <summary>Plain files: nothing that must be computed, and 403 for what is missing, as a bucket without list rights says it.</summary>
internal sealed class FilesManner : Manner
{
    public override Answer Missing(string path) =>
        new(403, "application/xml", LabBody.Of("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"));

    protected override Answer Find(ModuleAsk ask, ModuleLibrary library)
    {
        var isFile = ask.Kind == Asked.List || library.Find(ask.Module, ask.Version) is not null;
        var answer = isFile ? base.Find(ask, library) : Missing(ask.Module);
        return answer.Status == 200 && ask.Kind is not Asked.Zip ? answer with { ContentType = "binary/octet-stream" } : answer;
    }
}
