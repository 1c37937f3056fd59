namespace Gateway.Ops.Views;

/// <summary>Something that wants to be looked at, as JSON.</summary>
/// <param name="Level"><c>error</c>: requests fail, or something was tampered with; <c>warning</c>: look tomorrow; <c>note</c>: somebody wants it so.</param>
/// <param name="Text">A sentence.</param>
/// <param name="See">The view of the console that shows more of it: <c>requests</c>, <c>mirrors</c>, <c>checks</c> or <c>setup</c>; empty where there is nothing more.</param>
internal sealed record Notice(string Level, string Text, string See)
{
    public const string Requests = "requests";
    public const string Mirrors = "mirrors";
    public const string Checks = "checks";
    public const string Setup = "setup";

    public static Notice Error(string text, string see = "") => new("error", text, see);

    public static Notice Warning(string text, string see = "") => new("warning", text, see);

    public static Notice Note(string text) => new("note", text, "");
}
