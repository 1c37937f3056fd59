using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Documents;

/// <summary>What is said of the keys of a JSON file with comments, where each key that something is said of has a line of its own.</summary>
internal sealed class CommentedJson
{
    private readonly string[] _lines;
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _behind = [];

    public CommentedJson(string text)
    {
        _lines = text.Split('\n');
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Allow });
        var above = new Stack<Place>([new Place("", IsList: false)]);
        for (var (line, seen) = (0, 0L); reader.Read();)
        {
            line += bytes.AsSpan((int)seen, (int)(reader.TokenStartIndex - seen)).Count((byte)'\n');
            seen = reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.Comment when !IsComment(line):
                    _behind[line] = reader.GetComment();
                    break;
                case JsonTokenType.PropertyName:
                    above.Peek().Key = reader.GetString()!;
                    _keys[above.Peek().Next] = line;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    var place = above.Peek();
                    place.Index++;
                    above.Push(new Place(above.Count == 1 && place.Key.Length == 0 ? "" : place.Next + ":", reader.TokenType == JsonTokenType.StartArray));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    above.Pop();
                    break;
            }
        }
    }

    /// <summary>
    /// The comment above a key, and what stands behind its value. Keys that follow one another share the comment above the first of them, and a
    /// section's first keys without one the section's.
    /// </summary>
    /// <param name="path">Keys and places in lists, with colons between them.</param>
    public string Of(string path) => $"{Above(_keys[path])} {_behind.GetValueOrDefault(_keys[path])}".Trim();

    private string Above(int line)
    {
        var first = line;
        while (IsComment(first - 1))
        {
            first--;
        }

        return first < line ? string.Join(' ', _lines[first..line].Select(comment => comment.Trim().TrimStart('/', ' ')))
            : _lines[line - 1].TrimStart() is ['"', ..] or ['{', ..] ? Above(line - 1)
            : "";
    }

    private bool IsComment(int line) => line >= 0 && _lines[line].TrimStart().StartsWith("//", StringComparison.Ordinal);

    private sealed record Place(string Path, bool IsList)
    {
        public string Key { get; set; } = "";

        public int Index { get; set; } = -1;

        /// <summary>Of the value that comes next.</summary>
        public string Next => IsList ? $"{Path}{Index}" : Path + Key;
    }
}
