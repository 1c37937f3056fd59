namespace Gateway.Commands;

/// <summary><c>gateway health</c>: asks a running gateway how it is, for container engines and scripts that have no other program for it.</summary>
internal static class HealthCommand
{
    public const string Usage = """
        Usage: gateway health [--live] [--ops URL]

        Asks a running gateway whether it takes requests, or with --live whether it runs at all.

          --live      /health/live in place of /health/ready
          --ops URL   the gateway's operators' listener (http://127.0.0.1:9090)

        Exit codes: 0 yes, 1 no or no answer within 2 seconds, 2 wrong usage.

        """;

    private const string Ops = "--ops";
    private const string Live = "--live";

    // Below the three seconds after which engines kill a health check and say nothing of why.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <exception cref="UsageException">The arguments are wrong.</exception>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var arguments = CommandArguments.Read(args, [Ops], Live);
        if (arguments.Words.Count > 0)
        {
            throw new UsageException($"{arguments.Words[0]} is not understood.");
        }

        var address = arguments.FindAddress(Ops, "http://127.0.0.1:9090");
        using var client = GatewayClient.Create(address, Longest);
        try
        {
            using var response = await client.GetAsync(arguments.Has(Live) ? "health/live" : "health/ready", cancellation);
            await (response.IsSuccessStatusCode ? terminal.Output : terminal.Error).WriteLineAsync(
                response.IsSuccessStatusCode
                    ? (await response.Content.ReadAsStringAsync(cancellation)).Trim()
                    : $"gateway health: {await GatewayClient.DescribeAsync(response, cancellation)}");
            return response.IsSuccessStatusCode ? ExitCode.Right : ExitCode.No;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync($"gateway health: {address} cannot be reached: {GatewayClient.Describe(failed)}");
            return ExitCode.No;
        }
    }
}
