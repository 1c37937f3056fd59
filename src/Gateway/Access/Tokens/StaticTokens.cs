using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Gateway.Access.Tokens;

/// <summary>The gateway's own tokens, as the file held them when the settings were read.</summary>
internal sealed class StaticTokens
{
    public const string Issuer = "static";

    public static readonly StaticTokens None = new([]);

    private readonly FrozenDictionary<string, StaticTokenLine> _lines;

    private StaticTokens(IEnumerable<StaticTokenLine> lines) => _lines = lines.ToFrozenDictionary(line => line.Id, StringComparer.Ordinal);

    /// <summary>Reads the file's text: a line each; empty ones and those that begin with # say nothing.</summary>
    /// <param name="file">The file's name, for faults.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="faults">What is wrong with it.</param>
    public static StaticTokens Parse(string file, string text, List<string> faults)
    {
        var lines = new Dictionary<string, StaticTokenLine>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            // The line itself is not repeated: somebody may have put a token there.
            if (StaticTokenLine.Parse(line) is not { } parsed)
            {
                faults.Add($"Tokens:StaticFile, {file}, line {number} is no line that gateway token new prints.");
            }
            else if (!lines.TryAdd(parsed.Id, parsed))
            {
                faults.Add($"Tokens:StaticFile, {file}, line {number} has the id {parsed.Id}, which an earlier line has too.");
            }
        }

        return new StaticTokens(lines.Values);
    }

    /// <summary>Judges a token. Exactly one of the two is null.</summary>
    public (CallerToken? Caller, TokenFault? Fault) Judge(string token, DateTimeOffset now)
    {
        if (!StaticToken.IsOne(token) || !_lines.TryGetValue(StaticToken.IdOf(token), out var line)
            || !CryptographicOperations.FixedTimeEquals(StaticToken.Hash(token, line.Salt), line.Hash))
        {
            return (null, TokenFault.UnknownStatic);
        }

        return line.Expires is { } end && now >= end
            ? (null, TokenFault.Expired(end))
            : (new CallerToken { Issuer = Issuer, Subject = line.Name, Groups = line.Groups, Expires = line.Expires }, null);
    }
}
