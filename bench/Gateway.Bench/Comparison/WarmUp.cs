namespace Gateway.Bench.Comparison;

/// <summary>Puts a load on a server until its answers get no cheaper: a .NET program compiles beside its work, on the one core that it has, for 12 seconds or, on a slow machine, 30.</summary>
internal static class WarmUp
{
    private const int SliceSeconds = 3;
    private const int MostSlices = 20;

    // At least so many for whoever compiles nothing, for whoever was asked before for something else, and for whoever was not.
    private const int NativeSlices = 1;
    private const int LaterSlices = 2;
    private const int FirstSlices = 4;

    // What differs by less is noise.
    private const double Cheaper = 0.95;

    /// <returns>How many requests failed meanwhile.</returns>
    public static async Task<double> RunAsync(Stage stage, Rival rival, Load load, CancellationToken cancellation)
    {
        var least = rival.IsNative ? NativeSlices : stage.IsFirstAskedOf(rival.Server) ? FirstSlices : LaterSlices;
        var (failed, cheapest) = (0.0, 0.0);
        for (var slice = 1; slice <= MostSlices; slice++)
        {
            var used = stage[rival.Server].Processor;
            var result = await load.RunAsync(rival.AddressOn(stage), SliceSeconds, stage.Token, cancellation);
            failed += result.Failed;
            // By the byte where they are counted: of large answers few end within a slice.
            var cost = (stage[rival.Server].Processor - used).TotalMicroseconds / Math.Max(1, result.BytesPerSecond > 0 ? result.BytesPerSecond * SliceSeconds : result.Requests);
            if (slice >= least && cost > cheapest * Cheaper)
            {
                break;
            }

            cheapest = cheapest == 0 ? cost : Math.Min(cheapest, cost);
        }

        return failed;
    }
}
