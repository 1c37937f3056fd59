using Gateway.Lab.Demo;

namespace Gateway.Lab.Tours;

/// <summary>Walks through steps one after the other, prints a line for each, and goes on after one that went wrong.</summary>
internal sealed class Tour(Landscape landscape, IReadOnlyList<TourStep> steps, TextWriter output)
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(30);

    /// <summary>Whether every step went as it should.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var right = 0;
        foreach (var step in steps)
        {
            await landscape.HealAsync();
            var finding = await WalkAsync(step, cancellation);
            right += finding.IsRight ? 1 : 0;
            await output.WriteLineAsync(finding.IsRight
                ? $"✓ {step.Title}: {finding.Seen}"
                : $"✗ {step.Title}: expected {finding.Expected}; saw {finding.Seen}");
        }

        await output.WriteLineAsync($"{right} of {steps.Count} steps went as they should.");
        return right == steps.Count;
    }

    private async Task<Finding> WalkAsync(TourStep step, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(LongestStep);
        try
        {
            return await step.WalkAsync(landscape, bounded.Token);
        }
        catch (Exception broken) when (!cancellation.IsCancellationRequested)
        {
            // Whatever it is, it is this step's: the others may still be right.
            var cause = bounded.IsCancellationRequested ? $"nothing for {LongestStep.TotalSeconds:0} s" : broken.Message;
            return new Finding(false, "an answer", cause);
        }
    }
}
