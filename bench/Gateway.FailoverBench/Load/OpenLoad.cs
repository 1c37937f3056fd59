using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.FailoverBench.Origins;

namespace Gateway.FailoverBench.Load;

/// <summary>Requests at a constant rate, whatever becomes of the ones before: a client does not wait because another one does.</summary>
internal sealed class OpenLoad(HttpClient client, int perSecond)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentDictionary<string, Sample> _byTrace = new();

    /// <summary>The request that belongs to a trace.</summary>
    public Sample? Find(string trace) => _byTrace.GetValueOrDefault(trace);

    /// <summary>Sends so many requests and waits for all of them.</summary>
    public async Task<IReadOnlyList<Sample>> RunAsync(int count, CancellationToken cancellation)
    {
        var random = new Random(count);
        var (begin, clock) = (TimeProvider.System.GetUtcNow(), Stopwatch.StartNew());
        var samples = new List<Sample>(count);
        var running = new List<Task>(count);
        using var ticks = new PeriodicTimer(Tick);
        while (samples.Count < count && await ticks.WaitForNextTickAsync(cancellation))
        {
            for (var due = clock.Elapsed.TotalSeconds * perSecond; samples.Count < Math.Min(due, count);)
            {
                var offset = TimeSpan.FromSeconds((double)samples.Count / perSecond);
                var sample = new Sample { Target = ModuleSet.Target(random), Due = begin + offset };
                samples.Add(sample);
                running.Add(SendAsync(sample, clock, offset, cancellation));
            }
        }

        await Task.WhenAll(running);
        return samples;
    }

    private async Task SendAsync(Sample sample, Stopwatch clock, TimeSpan offset, CancellationToken cancellation)
    {
        // Not on the time of those that are due now.
        await Task.Yield();
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        _byTrace[trace] = sample;
        using var request = new HttpRequestMessage(HttpMethod.Get, sample.Target);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            sample.Status = (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            // Status 0: the answer broke off.
        }

        sample.Latency = clock.Elapsed - offset;
    }
}
