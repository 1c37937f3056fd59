using Gateway.Settings;
using Microsoft.Extensions.Primitives;

namespace Gateway.Access.Tokens;

/// <summary>What a 401 says of the credentials that would do, for programs (<c>WWW-Authenticate</c>) and for people.</summary>
internal static class Challenges
{
    // What a helper has to choose between; a longer header would only be too long for somebody.
    private const int MostIssuers = 4;

    /// <summary>Basic first: netrc, git and curl answer the first they know. Then Bearer (RFC 6750, 3), once for each issuer, with its address and audiences.</summary>
    public static StringValues Of(Snapshot snapshot, string? fault)
    {
        var name = Quoted(snapshot.Settings.Gateway.Name);
        var bearer = $"Bearer realm=\"{name}\"" + (fault is null ? "" : $", error=\"invalid_token\", error_description=\"{Quoted(fault)}\"");
        var issuers = snapshot.Tokens.Issuers.Take(MostIssuers).Select(issuer =>
            $"{bearer}, issuer=\"{Quoted(issuer.Options.Authority)}\", audience=\"{Quoted(string.Join(' ', issuer.Options.Audiences))}\"").ToList();
        return new StringValues([$"Basic realm=\"{name}\", charset=\"UTF-8\"", .. issuers.Count > 0 ? issuers : [bearer]]);
    }

    /// <summary>What a person can do.</summary>
    public static IEnumerable<string> Remedy(TokenPlan plan)
    {
        var kinds = plan.Issuers.Take(2).Select(issuer => $"a token of {issuer.Options.Authority} for {issuer.Options.Audiences[0]}").ToList();
        if (plan.Options.StaticFile.Length > 0)
        {
            kinds.Add("a token of this gateway's own");
        }

        return plan.IsEmpty ? [] :
        [
            $"show {string.Join(", or ", kinds)}:",
            "as Authorization: Bearer, or in the netrc file as password for this host",
        ];
    }

    private static string Quoted(string text) => new([.. text.Select(letter => letter is >= ' ' and <= '~' and not '"' and not '\\' ? letter : '\'')]);
}
