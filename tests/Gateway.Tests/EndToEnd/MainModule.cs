namespace Gateway.Tests.EndToEnd;

/// <summary>The <c>go.mod</c> of a main module.</summary>
internal static class MainModule
{
    /// <summary>
    /// Says <c>go 1.16</c>: without graph pruning, <c>go mod download</c> fetches what the requirements require as well.
    /// </summary>
    public static string Requiring(IEnumerable<ModuleVersion> modules) =>
        $"""
        module main.example/main

        go 1.16

        require (
        {string.Join('\n', modules.Select(module => $"\t{module.Path} {module.Version}"))}
        )

        """;
}
