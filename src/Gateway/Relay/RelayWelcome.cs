using System.Text.RegularExpressions;
using Gateway.Commands;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.Relay;

/// <summary>What the developer sees of a relay: the lines to paste, and whether the edge answers.</summary>
internal static partial class RelayWelcome
{
    // Longer than the relay waits for an edge that restarts.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const int LongestPage = 4096;

    /// <param name="app">The relay, started.</param>
    /// <param name="terminal">Where to print.</param>
    /// <param name="stopping">Fires when the relay is told to stop: nothing more is printed then.</param>
    public static async Task PrintAsync(WebApplication app, Terminal terminal, CancellationToken stopping)
    {
        var plan = app.Services.GetRequiredService<RelayPlan>();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var proxy = plan.Secret is null ? address : $"{address}/{plan.Secret}";
        await terminal.Output.WriteLineAsync($"Relay to {plan.EdgeText}, for this machine only. Paste:\n\n  go env -w GOPROXY={proxy}");
        if (plan.Secret is not null)
        {
            await terminal.Output.WriteLineAsync("  chmod 600 \"$(go env GOENV)\"      # the secret is in it");
        }

        await terminal.Output.FlushAsync(CancellationToken.None);
        await TellOfEdgeAsync(proxy, plan, terminal, stopping);
    }

    /// <summary>Asks the edge for its own lines, through the relay, as go will.</summary>
    private static async Task TellOfEdgeAsync(string proxy, RelayPlan plan, Terminal terminal, CancellationToken stopping)
    {
        using var client = GatewayClient.Create(new Uri(proxy + "/"), Patience);
        try
        {
            using var response = await client.GetAsync("", HttpCompletionOption.ResponseHeadersRead, stopping);
            if (!response.IsSuccessStatusCode)
            {
                await terminal.Error.WriteLineAsync($"gateway relay: as yet it is refused: {await GatewayClient.DescribeAsync(response, stopping)}");
            }
            else if (Recommended().Match(await ReadAsync(response, stopping)) is { Success: true } line)
            {
                await terminal.Output.WriteLineAsync($"  {line.Value}");
            }
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or OperationCanceledException)
        {
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            await terminal.Error.WriteLineAsync($"gateway relay: {plan.EdgeText} does not answer as yet: {GatewayClient.Describe(failed)}");
        }
    }

    /// <summary>The beginning of a page, which is all that a gateway's welcome has.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken stopping)
    {
        using var page = new StreamReader(await response.Content.ReadAsStreamAsync(stopping));
        var beginning = new char[LongestPage];
        return new string(beginning, 0, await page.ReadBlockAsync(beginning, stopping));
    }

    /// <summary>What a gateway recommends besides GOPROXY; nothing else of its page is shown as something to paste.</summary>
    [GeneratedRegex(@"go env -w GONOSUMDB=[\w.*?,/~-]+")]
    private static partial Regex Recommended();
}
