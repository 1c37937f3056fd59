using System.Globalization;
using System.Security.Cryptography;
using Gateway.Access.Tokens;

namespace Gateway.Commands;

/// <summary><c>gateway token new</c>: makes one of the gateway's own tokens and the line that makes it known.</summary>
internal static class TokenCommand
{
    public const string Usage = """
        Usage: gateway token new --name NAME [--groups A,B] [--expires 90d]

        Makes a token for sites and build machines without an issuer. It prints the token, which is shown this once, and the line
        for the file that Tokens:StaticFile names. The line holds no secret; a gateway takes it within seconds.

          --name NAME      whom the token names, in logs and rules
          --groups A,B     the groups of its bearer
          --expires 90d    how long it is good, in days (90d) or hours (12h), or never; 90 days if nothing is said

        """;

    private const string Name = "--name";
    private const string Groups = "--groups";
    private const string Expires = "--expires";

    /// <exception cref="UsageException">The arguments are wrong.</exception>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, TimeProvider time)
    {
        var arguments = CommandArguments.Read(args, [Name, Groups, Expires]);
        if (arguments.Words is not ["new"])
        {
            throw new UsageException("new is the one thing it can do.");
        }

        var groups = arguments.Find(Groups, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var name = arguments.Find(Name, "");
        if (!Claim.IsName(name) || !groups.All(Claim.IsName))
        {
            throw new UsageException($"{(Claim.IsName(name) ? Groups : Name)} needs one line of at most 256 letters.");
        }

        var token = StaticToken.Create();
        var salt = RandomNumberGenerator.GetBytes(16);
        var line = new StaticTokenLine
        {
            Id = StaticToken.IdOf(token),
            Name = name,
            Groups = groups,
            Expires = FindEnd(arguments.Find(Expires, "90d"), time.GetUtcNow()),
            Salt = salt,
            Hash = StaticToken.Hash(token, salt),
        };
        await terminal.Output.WriteAsync($"The token, shown this once:\n\n  {token}\n\nThe line for the file of Tokens:StaticFile:\n\n  {line}\n");
        return ExitCode.Right;
    }

    private static DateTimeOffset? FindEnd(string text, DateTimeOffset now)
    {
        if (text == "never")
        {
            return null;
        }

        var unit = text[^1] == 'd' ? TimeSpan.FromDays(1) : text[^1] == 'h' ? TimeSpan.FromHours(1) : TimeSpan.Zero;
        // Whole seconds: nobody reads the rest, and 36,500 days are a century.
        return unit > TimeSpan.Zero && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 36_500
            ? DateTimeOffset.FromUnixTimeSeconds((now + (count * unit)).ToUnixTimeSeconds())
            : throw new UsageException($"{Expires} is \"{text}\"; days such as 90d, hours such as 12h, or never is needed.");
    }
}
