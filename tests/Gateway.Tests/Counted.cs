using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Lab;
using Gateway.Tests.Telemetry;

namespace Gateway.Tests;

/// <summary>What one instrument of one gateway counted since this began to listen.</summary>
internal sealed class Counted : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(long Value, IReadOnlyDictionary<string, string> Tags)> _counted = [];
    private readonly string _instrument;

    public Counted(string instrument, LabGateway gateway)
    {
        _instrument = instrument;
        // Several gateways run in this process; each has a meter factory of its own, which scopes its meters.
        var scope = gateway.App.Services.GetService(typeof(IMeterFactory));
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Name == instrument && published.Meter.Scope == scope)
            {
                listener.EnableMeasurementEvents(published);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            _counted.Enqueue((value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString() ?? ""))));
        _listener.Start();
    }

    public long Sum => Known.Sum(counted => counted.Value);

    /// <summary>The tags of every count that has this tag.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Tags(string name, string value) =>
        [.. Known.Select(counted => counted.Tags).Where(tags => tags.GetValueOrDefault(name) == value)];

    // Whatever is counted has labels that are written down.
    private ConcurrentQueue<(long Value, IReadOnlyDictionary<string, string> Tags)> Known
    {
        get
        {
            _counted.Select(counted => MetricLabels.FindFault(_instrument, counted.Tags)).OfType<string>().Should().BeEmpty();
            return _counted;
        }
    }

    public void Dispose() => _listener.Dispose();
}
