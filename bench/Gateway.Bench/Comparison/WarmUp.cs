namespace Gateway.Bench.Comparison;

/// <summary>Puts a load on a server. A .NET program has it until its answers get no cheaper: it compiles beside its work, on the one core that it has, for 10 seconds or, on a slow machine, 30.</summary>
internal static class WarmUp
{
    private const int SliceSeconds = 2;
    private const int MostSlices = 30;

    // Who compiles nothing has only to fetch and to open what is asked for.
    private const int NativeSeconds = 1;

    // At least so many for whoever was asked before for something else, and for whoever was not.
    private const int LaterSlices = 2;
    private const int FirstSlices = 5;

    // What differs by less is noise.
    private const double Cheaper = 0.95;

    /// <returns>How many requests failed meanwhile.</returns>
    public static async Task<double> RunAsync(Stage stage, Rival rival, Load load, CancellationToken cancellation)
    {
        if (rival.IsNative)
        {
            return (await load.RunAsync(rival.AddressOn(stage), NativeSeconds, stage.Token, cancellation)).Failed;
        }

        var least = stage.IsFirstAskedOf(rival.Server) ? FirstSlices : LaterSlices;
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
