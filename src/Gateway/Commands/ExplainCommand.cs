using System.Text.Json;
using Gateway.Ops.Explaining;

namespace Gateway.Commands;

/// <summary><c>gateway explain</c>: asks a running gateway what would become of a request, and puts it into words.</summary>
internal static class ExplainCommand
{
    public const string Usage = """
        Usage: gateway explain MODULE[@VERSION|@BRANCH] | PATH [who asks] [--json] [--ops URL] [who you are]

        Tells what would become of what go asks for: route, rules, what is kept, who would be asked, and what go would see.
        Asks no cluster and changes nothing.

          example.org/Hello              what go asks for to find the latest version
          example.org/Hello@v1.2.3       every file of a version
          example.org/Hello@main         a branch
          /example.org/!hello/@v/list    a path, as a log shows it

        Who asks; nobody in particular without these:

          --as SUBJECT       the token's subject, or the name of the certificate where --san is given
          --group GROUP      a group of the token; may come several times
          --issuer URL       the token's issuer
          --san NAME         a name in the client certificate; may come several times
          --listener NAME    where (the first for modules)
          --from ADDRESS     the client's address (this machine, where no other can reach the listener)
          --host NAME        the host name that is asked for

          --json             what the gateway says, as JSON

        Exit codes: 0 go would get it, as far as is known without asking, 1 it would not, or the gateway cannot be reached, 2 usage.

        """ + "\n" + OpsClient.Usage;

    private static readonly string[] Single = ["--as", "--issuer", "--listener", "--from", "--host"];
    private static readonly string[] Repeated = ["--group", "--san"];
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    /// <exception cref="UsageException">The arguments are wrong.</exception>
    /// <exception cref="Credentials.CredentialException">What is to be shown cannot be had.</exception>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var arguments = CommandArguments.Read(args, [.. Single, .. OpsClient.Options], Repeated, ["--json"]);
        var what = arguments.Words.Count == 1 ? arguments.Words[0] : throw new UsageException("one module or one path is needed.");
        if (ExplainTarget.Parse(what, []) is (null, var fault))
        {
            throw new UsageException(fault);
        }

        using var client = await OpsClient.OpenAsync(arguments, Longest, cancellation);
        var address = client.BaseAddress!;
        try
        {
            using var response = await client.GetAsync($"{ExplainEndpoint.Path[1..]}?what={Uri.EscapeDataString(what)}{WhoAsks(arguments)}", cancellation);
            if (!response.IsSuccessStatusCode)
            {
                await terminal.Error.WriteLineAsync($"gateway explain: {address} refused: {await GatewayClient.DescribeAsync(response, cancellation)}");
                return response.StatusCode == System.Net.HttpStatusCode.BadRequest ? ExitCode.Wrong : ExitCode.No;
            }

            var explanation = (await response.Content.ReadFromJsonAsync<Explanation>(Web, cancellation))!;
            await terminal.Output.WriteLineAsync(arguments.Has("--json") ? JsonSerializer.Serialize(explanation, Indented) : string.Join('\n', ExplanationText.Of(explanation)));
            return explanation.IsGood ? ExitCode.Right : ExitCode.No;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync($"gateway explain: {address} cannot be reached: {GatewayClient.Describe(failed)}");
        }
        catch (JsonException)
        {
            await terminal.Error.WriteLineAsync($"gateway explain: {address} is no operators' listener of a gateway.");
        }

        return ExitCode.No;
    }

    private static string WhoAsks(CommandArguments arguments) => string.Concat(
        Single.Concat(Repeated).SelectMany(option => arguments.FindAll(option).Select(value => $"&{option[2..]}={Uri.EscapeDataString(value)}")));
}
