using System.Globalization;

namespace Gateway.Commands;

/// <summary><c>gateway warm</c>: has a running gateway fetch what builds will ask for.</summary>
internal static class WarmCommand
{
    public const string Usage = """
        Usage: gateway warm FILE|- [--via URL] [--rate N]

        Asks the gateway for every file that a go.sum, or a list with one module@version a line, speaks of, so that it keeps them.

          -           reads standard input
          --via URL   where the gateway serves modules (http://127.0.0.1:8080)
          --rate N    requests a second, 1 to 1000 (10); never more than four at once

        """;

    private const string Via = "--via";
    private const string Rate = "--rate";

    // To the first byte: the gateway gives every cluster of a route its time.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    /// <exception cref="UsageException">The arguments or the file are wrong.</exception>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var arguments = CommandArguments.Read(args, [Via, Rate]);
        var address = arguments.FindAddress(Via, "http://127.0.0.1:8080");
        var rate = FindRate(arguments);
        var paths = await ReadAsync(arguments, terminal, cancellation);

        using var client = GatewayClient.Create(address, LongestSilence);
        var warming = new Warming(client, rate, TimeProvider.System);
        try
        {
            await warming.RunAsync(paths, cancellation);
        }
        catch (HttpRequestException unreachable)
        {
            await terminal.Error.WriteLineAsync($"gateway warm: {address} cannot be reached: {GatewayClient.Describe(unreachable)}");
            return ExitCode.No;
        }

        foreach (var failure in warming.Failures)
        {
            await terminal.Error.WriteLineAsync(failure);
        }

        await terminal.Output.WriteLineAsync($"{warming.Fetched} fetched, {warming.Kept} kept already, {warming.Failures.Count} failed");
        return warming.Failures.Count == 0 ? ExitCode.Right : ExitCode.No;
    }

    private static int FindRate(CommandArguments arguments)
    {
        var text = arguments.Find(Rate, "10");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= 1000
            ? rate
            : throw new UsageException($"{Rate} is \"{text}\"; a number from 1 to 1000 is needed.");
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(CommandArguments arguments, Terminal terminal, CancellationToken cancellation)
    {
        if (arguments.Words is not [var file])
        {
            throw new UsageException("one file is needed, or - for standard input.");
        }

        if (file == "-")
        {
            return await WarmList.ReadAsync(terminal.Input, "standard input", cancellation);
        }

        try
        {
            using var lines = new StreamReader(file);
            return await WarmList.ReadAsync(lines, file, cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {unreadable.Message}");
        }
    }
}
