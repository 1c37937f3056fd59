using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>One scenario, played in rounds in which everybody has his turn.</summary>
internal sealed class Contest(Scenario scenario)
{
    private const int TurnSeconds = 1;

    private readonly Dictionary<Rival, Rounds> _rates = scenario.Rivals.ToDictionary(rival => rival, _ => new Rounds());
    private readonly Dictionary<Rival, Rounds> _costs = scenario.Rivals.ToDictionary(rival => rival, _ => new Rounds());
    private readonly Dictionary<Rival, double> _failed = scenario.Rivals.ToDictionary(rival => rival, _ => 0.0);
    private readonly Dictionary<Rival, long> _grown = [];

    public Scenario Scenario => scenario;

    /// <summary>Answers a second, or MiB.</summary>
    public Rounds RateOf(Rival rival) => _rates[rival];

    /// <summary>Microseconds of processor time for an answer, or for a MiB.</summary>
    public Rounds CostOf(Rival rival) => _costs[rival];

    /// <summary>Requests that were refused or cut off, the warm-up's too.</summary>
    public double FailedOf(Rival rival) => _failed[rival];

    /// <summary>Bytes of memory more after its turns than before the first one.</summary>
    public long GrowthOf(Rival rival) => _grown[rival];

    public async Task PlayAsync(Stage stage, CancellationToken cancellation)
    {
        var before = scenario.Rivals.ToDictionary(rival => rival, rival => stage[rival.Server].Memory);
        foreach (var rival in scenario.Rivals)
        {
            _failed[rival] += await WarmUp.RunAsync(stage, rival, scenario.Load, cancellation);
            if (scenario.FillSeconds > 0)
            {
                _failed[rival] += (await scenario.Load.RunAsync(rival.AddressOn(stage), scenario.FillSeconds, stage.Token, cancellation)).Failed;
            }
        }

        for (var round = 0; round < Rounds.Count; round++)
        {
            foreach (var rival in scenario.Rivals)
            {
                var used = stage[rival.Server].Processor;
                var result = await scenario.Load.RunAsync(rival.AddressOn(stage), TurnSeconds, stage.Token, cancellation);
                var (rate, count) = scenario.CountsBytes
                    ? (result.BytesPerSecond / (1 << 20), result.BytesPerSecond / (1 << 20) * TurnSeconds)
                    : (result.PerSecond, result.Requests);
                _failed[rival] += result.Failed;
                _rates[rival].Add(rate);
                _costs[rival].Add((stage[rival.Server].Processor - used).TotalMicroseconds / Math.Max(1, count));
                _grown[rival] = Math.Max(_grown.GetValueOrDefault(rival), stage[rival.Server].Memory - before[rival]);
            }
        }
    }
}
