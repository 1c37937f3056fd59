namespace Gateway.Tests.Documents;

/// <summary>The files of the repository these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot(DirectoryInfo? folder) => folder is null
        ? throw new InvalidOperationException("The tests do not run inside the repository.")
        : File.Exists(Path.Combine(folder.FullName, "Gateway.sln")) ? folder.FullName : FindRoot(folder.Parent);
}
