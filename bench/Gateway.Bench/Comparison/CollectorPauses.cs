using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Gateway.Bench.Comparison;

/// <summary>Listens to the garbage collector of another .NET program: from the moment it wants all threads to stop until they go on.</summary>
internal sealed class CollectorPauses : IDisposable
{
    // GCSuspendEE's reasons that are a collection's own (ETW's documentation of the runtime's events).
    private const int ForCollection = 1;
    private const int ForPreparation = 6;

    private readonly EventPipeSession _session;
    private readonly Task _reading;
    private double? _began;

    public CollectorPauses(int processId)
    {
        _session = new DiagnosticsClient(processId).StartEventPipeSession(
            new EventPipeProvider("Microsoft-Windows-DotNETRuntime", System.Diagnostics.Tracing.EventLevel.Informational, (long)ClrTraceEventParser.Keywords.GC),
            requestRundown: false);
        _reading = Task.Run(Read);
    }

    /// <summary>Milliseconds of the longest one.</summary>
    public double Longest { get; private set; }

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>Listens no more; the figures are whole then.</summary>
    public async Task StopAsync()
    {
        await _session.StopAsync(CancellationToken.None);
        await _reading;
    }

    public void Dispose() => _session.Dispose();

    private void Read()
    {
        using var source = new EventPipeEventSource(_session.EventStream);
        source.Clr.GCSuspendEEStart += suspended => _began = (int)suspended.Reason is ForCollection or ForPreparation ? suspended.TimeStampRelativeMSec : null;
        source.Clr.GCRestartEEStop += resumed =>
        {
            if (_began is { } began)
            {
                (Longest, Count, _began) = (Math.Max(Longest, resumed.TimeStampRelativeMSec - began), Count + 1, null);
            }
        };
        source.Process();
    }
}
