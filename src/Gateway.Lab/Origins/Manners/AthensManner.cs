using Gateway.Lab.Modules;

namespace Gateway.Lab.Origins.Manners;

/// <summary>Athens: the content types of list and latest are swapped, nothing may be kept, errors have no body.</summary>
internal sealed class AthensManner : Manner
{
    public override Answer? Health(string path) => path is "/healthz" or "/readyz" ? Answer.Empty(200) : null;

    public override Answer Missing(string path) => Answer.Empty(404);

    protected override Answer Find(ModuleAsk ask, ModuleLibrary library)
    {
        var answer = base.Find(ask, library);
        return (ask.Kind, answer.Status) switch
        {
            (Asked.List, 200) => Unkept(answer with { ContentType = "application/json; charset=utf-8" }),
            (Asked.Latest, 200) => Unkept(answer with { ContentType = "text/plain; charset=utf-8" }),
            _ => answer,
        };
    }

    private static Answer Unkept(Answer answer) => answer.With("Cache-Control", "no-cache, no-store, must-revalidate");
}
