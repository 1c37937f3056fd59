using System.Text;

namespace Gateway.FailoverBench.Results;

/// <summary>A table as documents have it.</summary>
internal sealed class MarkdownTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public MarkdownTable Add(params string[] cells)
    {
        _rows.Add(cells.Length == columns.Length ? cells : throw new ArgumentException($"{cells.Length} cells in {columns.Length} columns.", nameof(cells)));
        return this;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var row in (IEnumerable<string[]>)[columns, [.. columns.Select(_ => "---")], .. _rows])
        {
            text.Append("| ").AppendJoin(" | ", row).AppendLine(" |");
        }

        return text.ToString();
    }
}
