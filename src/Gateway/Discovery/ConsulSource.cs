using System.Globalization;
using System.Text.Json;

namespace Gateway.Discovery;

/// <summary>The instances of a service in Consul whose checks all pass, by blocking queries of its HTTP API.</summary>
internal sealed class ConsulSource(DiscoveryPlan plan) : IDestinationSource
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // Consul adds up to a sixteenth to the wait, so that not everybody comes back at once.
    private static readonly TimeSpan Jitter = LongestWait / 16;

    private readonly SourceClient _client = new(plan, AnswersWithin);
    private long _index;

    public async Task<IReadOnlyList<Named>> NextAsync(CancellationToken cancellation)
    {
        var since = _index;
        _index = 0;
        var isAnswered = false;
        try
        {
            using var request = Ask(since);
            var (instances, response) = await _client.AskAsync(request, since == 0 ? TimeSpan.Zero : LongestWait + Jitter, cancellation);
            isAnswered = true;
            var index = response.Headers.TryGetValues("X-Consul-Index", out var values) && long.TryParse(values.First(), CultureInfo.InvariantCulture, out var at) ? at : 0;
            // An index that goes back belongs to a state that was restored: begin anew.
            _index = index < since ? 0 : Math.Max(index, 1);
            return [.. instances.EnumerateArray().Select(Read)];
        }
        catch (Exception malformed) when (malformed is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("it answered something that is not Consul's", malformed);
        }
        finally
        {
            if (!isAnswered)
            {
                _client.TurnToNext();
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Ask(long since)
    {
        var blocking = since == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"&index={since}&wait={(int)LongestWait.TotalSeconds}s");
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"v1/health/service/{Uri.EscapeDataString(plan.Options.Service)}?passing=true{blocking}", UriKind.Relative));
        if (plan.Secrets.Token is { } token)
        {
            request.Headers.TryAddWithoutValidation("X-Consul-Token", token);
        }

        return request;
    }

    private Named Read(JsonElement instance)
    {
        var service = instance.GetProperty("Service");
        var id = service.GetProperty("ID").GetString() ?? "";
        // An instance without an address of its own has its node's.
        var host = service.TryGetProperty("Address", out var own) && own.GetString() is { Length: > 0 } address ? address : instance.GetProperty("Node").GetProperty("Address").GetString() ?? "";
        var weight = service.TryGetProperty("Weights", out var weights) && weights.ValueKind == JsonValueKind.Object && weights.TryGetProperty("Passing", out var passing) ? passing.GetDouble() : 1;
        var literal = host.Contains(':') ? $"[{host}]" : host;
        return Named.Of(id, id, string.Create(CultureInfo.InvariantCulture, $"{plan.Options.Scheme}://{literal}:{service.GetProperty("Port").GetInt32()}{plan.Options.Path}"), weight);
    }
}
