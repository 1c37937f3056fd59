namespace Gateway.Ops.Views;

/// <summary>Something that wants to be looked at, as JSON.</summary>
/// <param name="Level"><c>error</c>: requests fail; <c>warning</c>: look tomorrow; <c>note</c>: somebody wants it so.</param>
/// <param name="Text">A sentence.</param>
internal sealed record Notice(string Level, string Text)
{
    public static Notice Error(string text) => new("error", text);

    public static Notice Warning(string text) => new("warning", text);

    public static Notice Note(string text) => new("note", text);
}
