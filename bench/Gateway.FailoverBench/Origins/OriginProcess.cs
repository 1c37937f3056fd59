using System.Diagnostics;

namespace Gateway.FailoverBench.Origins;

/// <summary>An origin that can be killed, frozen and started again on its port.</summary>
internal sealed class OriginProcess(string name, string host = "127.0.0.1", int port = 0) : IAsyncDisposable
{
    private Process? _process;

    public Uri Address { get; private set; } = new($"http://{host}:{port}/");

    /// <summary>Starts it, and waits until it listens.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--origin", name, host, $"{Address.Port}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The origin {name} did not start.");
        Address = new Uri(line);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it in order, as an orchestrator does.</summary>
    public async Task EndAsync()
    {
        _process!.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>Tells it to be sick, or well, in a certain way; done when it is.</summary>
    public async Task TellAsync(string order)
    {
        await _process!.StandardInput.WriteLineAsync(order);
        await _process.StandardOutput.ReadLineAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
            _process.Dispose();
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
    }
}
