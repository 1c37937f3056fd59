using System.Diagnostics.Metrics;
using Gateway.Lab;

namespace Gateway.Tests;

/// <summary>Lets whoever counts with an instrument of a gateway fail: a fault of our own, at a place of one's choice, as nothing makes by itself.</summary>
internal static class Failing
{
    /// <summary>It fails until this is disposed.</summary>
    public static MeterListener At(string instrument, LabGateway gateway)
    {
        var scope = gateway.App.Services.GetService(typeof(IMeterFactory));
        var listener = new MeterListener
        {
            InstrumentPublished = (published, listener) =>
            {
                if (published.Name == instrument && published.Meter.Scope == scope)
                {
                    listener.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("as by a fault of ours"));
        listener.Start();
        return listener;
    }
}
