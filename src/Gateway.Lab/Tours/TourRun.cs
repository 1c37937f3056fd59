using Gateway.Lab.Demo;

namespace Gateway.Lab.Tours;

/// <summary>The tour as it is shown: a landscape on free ports, and every step there is.</summary>
internal static class TourRun
{
    public static IReadOnlyList<TourStep> Steps { get; } = [.. FetchSteps.All, .. FailoverSteps.All, .. RefusalSteps.All];

    public static async Task<bool> RunAsync(TextWriter output)
    {
        using var signals = new StopSignals();
        using var stopping = new CancellationTokenSource();
        await using var landscape = await Landscape.StartAsync(new LandscapeOptions { Learns = false });
        var walk = new Tour(landscape, Steps, output).RunAsync(stopping.Token);
        if (await Task.WhenAny(walk, signals.Received) == walk)
        {
            return await walk;
        }

        await stopping.CancelAsync();
        await output.WriteLineAsync("The tour was stopped.");
        return false;
    }
}
