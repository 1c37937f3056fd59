using Gateway.Lab.Modules;

namespace Gateway.Lab.Origins.Manners;

/// <summary>How a kind of origin talks. This one is a module proxy by the book; the others change what is different in theirs.</summary>
internal class Manner
{
    private const string Json = "application/json";
    private const string Text = "text/plain; charset=utf-8";

    /// <summary>The answer at the root of the server, outside any prefix and without credentials; null where there is none.</summary>
    public virtual Answer? Health(string path) => null;

    public virtual Answer Respond(SeenRequest request, string path, ModuleLibrary library, DateTimeOffset now) =>
        ModuleAsk.TryParse(path) is { } ask ? Find(ask, library) : Missing(path);

    public virtual Answer Missing(string path) => Answer.Text(404, $"not found: {path}");

    public virtual Answer Unauthorized() => Answer.Text(401, "unauthorized").With("WWW-Authenticate", "Basic realm=\"lab\"");

    protected virtual Answer Find(ModuleAsk ask, ModuleLibrary library) => ask.Kind switch
    {
        Asked.List => List(ask, library),
        Asked.Latest => Info(library.Latest(ask.Module), ask),
        Asked.Info => Info(library.Resolve(ask.Module, ask.Version), ask),
        Asked.Mod when library.Find(ask.Module, ask.Version) is { } module => Answer.File(Text, module.Mod, module.Time),
        Asked.Zip when library.Find(ask.Module, ask.Version) is { } module => Zip(module, ask),
        _ => Missing($"{ask.Module}@{ask.Version}"),
    };

    protected virtual Answer Zip(LabModule module, ModuleAsk ask) => Answer.File("application/zip", module.Zip, module.Time);

    protected Answer Info(LabModule? module, ModuleAsk ask) =>
        module is null ? Missing($"{ask.Module}@{ask.Version}") : Answer.File(Json, module.Info, module.Time);

    protected Answer List(ModuleAsk ask, ModuleLibrary library)
    {
        var versions = library.Versions(ask.Module);
        return versions.IsEmpty
            ? Missing(ask.Module)
            : Answer.File(
                Text,
                LabBody.Of(string.Concat(versions.Where(static module => module.IsListed).Select(static module => module.Version + "\n"))),
                versions.Max(static module => module.Time));
    }
}
