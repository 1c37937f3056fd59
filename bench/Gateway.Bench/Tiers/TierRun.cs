using Gateway.Bench.Peers;
using Gateway.Bench.Results;
using Gateway.Bench.Traces;
using Gateway.Caching;
using Gateway.Lab;
using Gateway.Tests.Caching;

namespace Gateway.Bench.Tiers;

/// <summary>One trace through two gateways that begin empty, every second request to the second.</summary>
internal static class TierRun
{
    private const int Clients = 16;

    /// <summary>The share of hits, and the median and mean of what a request took in milliseconds.</summary>
    public static async Task<(double Hits, double Median, double Mean)> RunAsync(
        TierChoice choice, Trace trace, Uri origin, RedisServer redis, CancellationToken cancellation)
    {
        await redis.ExecuteAsync(cancellation, "FLUSHALL");
        await using var one = await LabGateway.StartAsync(choice.Settings(origin, redis));
        await using var other = await LabGateway.StartAsync(choice.Settings(origin, redis));
        HttpClient[] clients = [one.Client, other.Client];
        if (choice.IsShared)
        {
            await Eventually.TrueAsync(() => IsUsed(one) && IsUsed(other), "both gateways use Redis", cancellation);
        }

        var answers = new AskedOnce[trace.Requests.Length];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (var turn = Interlocked.Increment(ref next); turn < answers.Length; turn = Interlocked.Increment(ref next))
            {
                answers[turn] = await AskedOnce.AskAsync(clients[turn % 2], trace.Items[trace.Requests[turn]].Key, cancellation);
            }
        }));

        var took = new Rounds();
        foreach (var answer in answers)
        {
            took.Add(answer.Took.TotalMilliseconds);
        }

        return (answers.Average(answer => answer.IsHit ? 1.0 : 0.0), took.Median, answers.Average(answer => answer.Took.TotalMilliseconds));
    }

    private static bool IsUsed(LabGateway gateway) => gateway.App.Services.GetRequiredService<RedisLink>().IsUsed;
}
