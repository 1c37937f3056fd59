using System.Text.RegularExpressions;
using Gateway.Credentials;
using Gateway.Upstreams;

namespace Gateway.Commands;

/// <summary><c>gateway goauth</c>: cmd/go's GOAUTH protocol (<c>go help goauth</c>), for go 1.24 and newer.</summary>
/// <remarks>
/// go runs it without an address before its first https request, and again after every 4xx with the address and, on standard
/// input, the head of the response. What an answer says may be a lie: no token ever goes anywhere but to <c>--for</c>.
/// </remarks>
internal static partial class GoAuthCommand
{
    public const string Usage = """
        Usage: go env -w GOAUTH='gateway goauth --for https://EDGE TOKEN'

        Gives go 1.24 and newer a token for an edge.

          --for https://EDGE      the edge, as GOPROXY names it; nobody else is given the token
        TOKEN is one of
        """ + "\n" + CredentialArguments.Usage;

    private const string For = "--for";

    // Heads beyond this are no answer of a gateway.
    private const int LongestHead = 64 * 1024;

    /// <exception cref="UsageException">The arguments are wrong.</exception>
    /// <exception cref="CredentialException">There is no token.</exception>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var arguments = CommandArguments.Read(args, [For, .. CredentialArguments.Options]);
        if (arguments.Has(CredentialArguments.Certificates))
        {
            throw new UsageException($"{CredentialArguments.Certificates} does not work here: the connection is go's own, and go has no client certificates. Use gateway relay.");
        }

        var edge = FindEdge(arguments.Find(For, ""));
        var token = CredentialArguments.Read(arguments, TimeProvider.System).Token
            ?? throw new UsageException("where the token comes from is needed, such as --token-file.");
        return arguments.Words switch
        {
            [] => await GiveAsync(edge, token, anew: false, terminal, cancellation),
            [var asked] => await AnswerAsync(edge, asked, token, terminal, cancellation),
            _ => throw new UsageException("go gives one address at most."),
        };
    }

    private static Uri FindEdge(string text) =>
        SafeAddress.Find(text) is { } edge && edge.Scheme == Uri.UriSchemeHttps
            ? edge
            : throw new UsageException($"{For} is \"{SafeAddress.Show(text)}\"; the https address of the edge is needed, as GOPROXY names it.");

    private static async Task<int> AnswerAsync(Uri edge, string asked, ITokenSource token, Terminal terminal, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(asked, UriKind.Absolute, out var address) || address.Scheme != edge.Scheme || address.Authority != edge.Authority)
        {
            return ExitCode.Right;
        }

        var (status, wanted) = await ReadHeadAsync(terminal.Input, cancellation);
        if (status != "401")
        {
            // "Not found" and "forbidden" are the edge's last word; another token changes nothing, and go still has the one it got.
            return ExitCode.Right;
        }

        await terminal.Error.WriteLineAsync($"gateway goauth: {edge.Authority} refused the token: {wanted}");
        return await GiveAsync(edge, token, anew: true, terminal, cancellation);
    }

    private static async Task<int> GiveAsync(Uri edge, ITokenSource token, bool anew, Terminal terminal, CancellationToken cancellation)
    {
        var value = (await token.FetchAsync(anew, cancellation)).Value;
        // go 1.24 compares the host as GOPROXY has it, or the whole address: a path or a slash at the end would match nothing.
        string[] hosts = edge.IsDefaultPort ? [edge.Host, $"{edge.Host}:{edge.Port}"] : [edge.Authority];
        await terminal.Output.WriteAsync(string.Concat(hosts.Select(host => $"https://{host}\n")) + $"\nAuthorization: Bearer {value}\n\n");
        return ExitCode.Right;
    }

    /// <summary>The status, and what the edge says would do; that is for the developer to read and decides nothing.</summary>
    private static async Task<(string Status, string Wanted)> ReadHeadAsync(TextReader input, CancellationToken cancellation)
    {
        var head = new char[LongestHead];
        var length = await input.ReadBlockAsync(head, cancellation);
        var lines = new string(head, 0, length).Split('\n');
        var challenge = lines.FirstOrDefault(line => line.StartsWith("WWW-Authenticate:", StringComparison.OrdinalIgnoreCase)) ?? "";
        string?[] words =
        [
            UpstreamText.Clean(Why().Match(challenge).Groups[1].Value),
            .. Hints().Matches(challenge).Select(hint => UpstreamText.Clean($"it takes tokens of {hint.Groups[1].Value} for {hint.Groups[2].Value}")),
        ];
        return (lines[0].Split(' ') is [_, var status, ..] ? status : "", string.Join("; ", words.OfType<string>().DefaultIfEmpty("it does not say why")));
    }

    [GeneratedRegex("error_description=\"([^\"]*)\"")]
    private static partial Regex Why();

    [GeneratedRegex("issuer=\"([^\"]*)\", audience=\"([^\"]*)\"")]
    private static partial Regex Hints();
}
