namespace Gateway.FailoverBench.Results;

/// <summary>The page that holds what was measured last. Only what stands between the marks of a table is written.</summary>
internal static class PerformancePage
{
    public static async Task WriteAsync(string name, FailoverTable table, CancellationToken cancellation)
    {
        var page = Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), "docs", "performance.md");
        var text = await File.ReadAllTextAsync(page, cancellation);
        var (begin, end) = ($"<!-- table: {name} -->", $"<!-- end: {name} -->");
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < begin.Length || to < from)
        {
            throw new InvalidOperationException($"{page} has no place for the table {name}: {begin} … {end}.");
        }

        await File.WriteAllTextAsync(page, $"{text[..from]}\n{table}\n{Machine.Description}\n{text[to..]}", cancellation);
    }

    private static string Root(DirectoryInfo? folder) => folder is null
        ? throw new InvalidOperationException("The bench does not run inside the repository.")
        : File.Exists(Path.Combine(folder.FullName, "Gateway.sln")) ? folder.FullName : Root(folder.Parent);
}
