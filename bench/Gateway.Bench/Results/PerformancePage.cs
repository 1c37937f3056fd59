namespace Gateway.Bench.Results;

/// <summary>The page that holds what was measured last. Only what stands between the marks of a table is written.</summary>
internal static class PerformancePage
{
    public static async Task WriteAsync(string name, MarkdownTable table, CancellationToken cancellation)
    {
        var page = Path.Combine(Repository.Folder, "docs", "performance.md");
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
}
