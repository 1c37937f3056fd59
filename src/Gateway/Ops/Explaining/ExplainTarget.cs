using GoModules;

namespace Gateway.Ops.Explaining;

/// <summary>What is to be explained: what <c>go</c> would ask a gateway for when somebody names a module, a version, a branch or a path of the protocol.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Files">What <c>go</c> would ask for, in order.</param>
internal sealed record ExplainTarget(string Text, IReadOnlyList<ExplainTarget.File> Files)
{
    private static readonly string[] NoVersions = ["", "latest", "upgrade", "patch"];

    /// <summary>Reads <c>example.org/Hello</c>, <c>example.org/Hello@v1.2.3</c>, <c>example.org/Hello@main</c> or <c>/example.org/!hello/@v/list</c>; a fault is a sentence.</summary>
    /// <param name="text">What somebody has written.</param>
    /// <param name="databases">The checksum databases that the gateway passes on.</param>
    public static (ExplainTarget? Target, string Fault) Parse(string text, IEnumerable<string> databases)
    {
        if (text.Length > GoRequest.MaximumLength || text.AsSpan().ContainsAnyInRange('\0', ' '))
        {
            return (null, $"a module or a path has neither spaces nor more than {GoRequest.MaximumLength} characters.");
        }

        if (text.StartsWith('/') || text.Contains("/@", StringComparison.Ordinal) || text.StartsWith("sumdb/", StringComparison.Ordinal))
        {
            return (new ExplainTarget(text, [new File("path", text.StartsWith('/') ? text : "/" + text, IsNeeded: true)]), "");
        }

        var (module, version) = text.Split('@', 2) is [var before, var after] ? (before, after) : (text, "");
        if (ModulePath.FindFault(module) is { } fault || !ModulePath.TryEscape(module, out var path))
        {
            return (null, $"\"{module}\" {ModulePath.FindFault(module)}; write a module as in its go.mod: example.org/Hello, example.org/Hello@v1.2.3, or a path such as /example.org/!hello/@v/list.");
        }

        if (NoVersions.Contains(version))
        {
            return (new ExplainTarget(text, [List(path, true), Latest(path)]), "");
        }

        if (!ModuleVersion.TryEscape(version, out var escaped))
        {
            return (null, $"\"{version}\" is no version.");
        }

        return (new ExplainTarget(text, ModuleVersion.IsCanonicalFor(module, version)
            ? [List(path, false), Latest(path), Of(path, escaped, "info"), Of(path, escaped, "mod"), Of(path, escaped, "zip"), .. databases.Select(database => new File($"checksum in {database}", $"/sumdb/{database}/lookup/{path}@{escaped}", IsNeeded: false))]
            : [List(path, false), Of(path, escaped, "info")]), "");
    }

    private static File List(string path, bool isNeeded) => new("list", $"/{path}/@v/list", isNeeded);

    private static File Latest(string path) => new("latest", $"/{path}/@latest", IsNeeded: false);

    private static File Of(string path, string version, string kind) => new(kind, $"/{path}/@v/{version}.{kind}", IsNeeded: true);

    /// <summary>One request.</summary>
    /// <param name="Name">What people call it.</param>
    /// <param name="Target">The target of the request line.</param>
    /// <param name="IsNeeded">Whether <c>go</c> fails without it.</param>
    internal sealed record File(string Name, string Target, bool IsNeeded);
}
