using System.Runtime.InteropServices;

namespace Gateway.Lab.Demo;

/// <summary>Hears Ctrl-C and SIGTERM, so that the lab can clear up and end with 0.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
    ];

    /// <summary>Completes with the first signal.</summary>
    public Task Received => _received.Task;

    public void Dispose() => Array.ForEach(_registrations, static registration => registration.Dispose());

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _received.TrySetResult();
    }
}
