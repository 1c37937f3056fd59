using Gateway.Settings;
using Gateway.Upstreams;

namespace Gateway.Checking;

/// <summary>Asks every destination what <c>go</c> would ask, and says what is wrong with it. Destinations that discovery names are not among them.</summary>
internal sealed class LiveCheck(LiveAsking asking, CurrentSnapshot current, TimeProvider time)
{
    private const int AtOnce = 8;

    /// <summary>A report of every destination, by cluster.</summary>
    public async Task<IReadOnlyList<LiveReport>> RunAsync(CancellationToken cancellation)
    {
        var snapshot = current.Value;
        var destinations = snapshot.Upstreams.Values.OrderBy(upstream => upstream.Name, StringComparer.Ordinal)
            .SelectMany(upstream => upstream.Destinations.Select(destination => (upstream, destination))).ToList();
        var reports = new LiveReport[destinations.Count];
        await Parallel.ForAsync(0, destinations.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (index, token) =>
            reports[index] = await LookAsync(destinations[index].upstream, destinations[index].destination, snapshot.Settings, token));
        return reports;
    }

    private async Task<LiveReport> LookAsync(Upstream upstream, Destination destination, GatewaySettings settings, CancellationToken cancellation)
    {
        var answers = new List<LiveAnswer>();
        TimeSpan? skew = null;
        await foreach (var (answer, date) in asking.AskAsync(upstream, destination, settings, cancellation))
        {
            answers.Add(answer);
            skew ??= date - time.GetUtcNow();
            if (answer.Outcome.Kind == OutcomeKind.Unreachable)
            {
                break;
            }
        }

        var sight = new LiveSight(upstream, destination, $"{upstream.Probing.Module}@{upstream.Probing.Version}", answers)
        {
            ClockSkew = skew,
            Certificate = upstream.Model.Config.HttpClient?.WebProxy?.Address is not null ? null : await CertificateLook.AtAsync(destination, cancellation),
        };
        if (BasePath.MayBeWrong(sight))
        {
            sight = sight with { OtherBase = await asking.FindBaseAsync(upstream, destination, settings, cancellation) };
        }

        return new LiveReport(upstream, destination, answers, [.. Diagnosis.Of(sight, time.GetUtcNow())]);
    }
}
