namespace Gateway.Commands;

/// <summary>Rows for people, under a head and after an empty line; nothing at all where there is no row.</summary>
internal static class TextTable
{
    public static IEnumerable<string> Of(string[] head, IEnumerable<string[]> rows)
    {
        var all = rows.Prepend(head).ToList();
        if (all.Count == 1)
        {
            return [];
        }

        var widths = head.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        return all.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Prepend("");
    }
}
