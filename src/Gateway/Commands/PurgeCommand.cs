using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Gateway.Ops;

namespace Gateway.Commands;

/// <summary><c>gateway purge</c>: asks a running gateway to forget what it keeps, on all instances.</summary>
internal static class PurgeCommand
{
    public const string Usage = """
        Usage: gateway purge MODULE[@VERSION] | PATH/... | PATTERN | sumdb/NAME | --all [--ops URL] [who you are]

        Takes kept answers out of the gateway's memory, out of Redis and out of every other gateway that shares it.

          example.org/Hello          everything of a module, written as in its go.mod
          example.org/Hello@v1.2.3   one version
          example.org/...            the module at a path and every module below it
          '*.example.org/team-?'     every module that a pattern matches, and those below, as in GOPRIVATE
          sumdb/sum.golang.org       everything of a checksum database
          --all                      everything
        """ + "\n" + OpsClient.Usage;

    private const string All = "--all";

    // The look through Redis has a bound of its own, far below.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <exception cref="UsageException">The arguments are wrong.</exception>
    /// <exception cref="Credentials.CredentialException">What is to be shown cannot be had.</exception>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var arguments = CommandArguments.Read(args, OpsClient.Options, All);
        var target = FindTarget(arguments);
        using var client = await OpsClient.OpenAsync(arguments, Longest, cancellation);
        var address = client.BaseAddress!;
        try
        {
            using var request = Ask(target);
            using var response = await client.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                return await FailAsync(terminal, $"{address} refused: {await GatewayClient.DescribeAsync(response, cancellation)}");
            }

            var answer = await response.Content.ReadFromJsonAsync<PurgeAnswer>(cancellation);
            await terminal.Output.WriteLineAsync(Describe(target, answer!));
            return ExitCode.Right;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return await FailAsync(terminal, $"{address} cannot be reached: {GatewayClient.Describe(failed)}");
        }
        catch (JsonException)
        {
            return await FailAsync(terminal, $"{address} is no operators' listener of a gateway.");
        }
    }

    private static PurgeTarget FindTarget(CommandArguments arguments)
    {
        if (arguments.Words.Count + (arguments.Has(All) ? 1 : 0) != 1)
        {
            throw new UsageException($"one module, one path, one pattern or {All} is needed.");
        }

        if (arguments.Has(All))
        {
            return PurgeTarget.All;
        }

        var (target, fault) = PurgeTarget.Parse(arguments.Words[0]);
        return target ?? throw new UsageException(fault);
    }

    private static HttpRequestMessage Ask(PurgeTarget target)
    {
        var name = string.Join('/', target.Name.Split('/').Select(Uri.EscapeDataString));
        var request = new HttpRequestMessage(HttpMethod.Delete, (PurgeEndpoint.Path + (name.Length == 0 ? "" : $"/{name}"))[1..])
        {
            Content = new StringContent("", Encoding.UTF8, MediaTypeNames.Application.Json),
        };
        request.Headers.Add(OpsGatekeeper.Header, "1");
        return request;
    }

    private static string Describe(PurgeTarget target, PurgeAnswer answer)
    {
        var line = new StringBuilder($"Purged {target}: {answer.Memory} answers left memory, {answer.Redis} left Redis");
        if (!answer.Shared)
        {
            line.Append("; Redis is away, the other gateways follow when it is back");
        }
        else if (!answer.Complete)
        {
            line.Append("; more may be in Redis, which is not served any more and goes with its lifetime");
        }

        return line.Append('.').ToString();
    }

    private static async Task<int> FailAsync(Terminal terminal, string sentence)
    {
        await terminal.Error.WriteLineAsync($"gateway purge: {sentence}");
        return ExitCode.No;
    }
}
