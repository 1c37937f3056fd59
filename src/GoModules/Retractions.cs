namespace GoModules;

/// <summary>The versions that a go.mod takes back: <c>retract v1.0.0</c>, <c>retract [v1.1.0, v1.2.0]</c>, alone or in a block.</summary>
/// <remarks>Read as <c>go</c> reads the go.mod of a dependency (modfile.ParseLax): what it does not know is passed over.</remarks>
public static class Retractions
{
    private const string Verb = "retract";

    /// <summary>What the text takes back; nothing when it is no go.mod. Never throws.</summary>
    public static IReadOnlyList<VersionInterval> Find(string goMod) => Parse(goMod) ?? [];

    /// <summary>What the text takes back; null when it is no go.mod. Never throws.</summary>
    public static IReadOnlyList<VersionInterval>? Parse(string goMod)
    {
        var found = new List<VersionInterval>();
        List<string>? block = null;
        foreach (var line in goMod.Split('\n'))
        {
            if (GoModLine.Split(line) is not { } tokens || (block is not null && tokens is [")", _, ..]))
            {
                return null;
            }

            switch (tokens)
            {
                case []:
                    break;
                case [")"] when block is not null:
                    block = null;
                    break;
                case var _ when block is not null:
                    Add(found, block is [Verb], tokens);
                    break;
                case [_, .., "("]:
                    block = tokens[..^1];
                    break;
                // A block of its own, and empty.
                case [_, .., "(", ")"]:
                    break;
                default:
                    Add(found, tokens[0] == Verb, tokens[1..]);
                    break;
            }
        }

        return block is null ? found : null;
    }

    private static void Add(List<VersionInterval> found, bool isRetraction, List<string> tokens)
    {
        if (isRetraction && Read(tokens) is { } interval)
        {
            found.Add(interval);
        }
    }

    // Whatever follows is for a later Go to understand.
    private static VersionInterval? Read(List<string> tokens) => tokens switch
    {
        ["[", var low, ",", var high, "]", ..] => Unquote(low) is { } first && Unquote(high) is { } last ? new VersionInterval(first, last) : null,
        [not ("[" or "("), ..] => Unquote(tokens[0]) is { } version ? new VersionInterval(version, version) : null,
        _ => null,
    };

    // An escape would only spell a version in another way; nobody writes one.
    private static string? Unquote(string token) =>
        token is ['"', .. var text, '"'] ? text.Contains('\\') ? null : text
        : token.AsSpan().ContainsAny("\"'`") ? null
        : token;
}
