using System.Net.Sockets;
using Gateway.Settings;

namespace Gateway.Upstreams;

/// <summary>Says once at the start which destinations cannot be reached. It changes nothing: the gateway serves what it can.</summary>
internal sealed class ReachabilityWorker(CurrentSnapshot current, ILogger<ReachabilityWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(current.Value.Upstreams.Values.SelectMany(
            upstream => upstream.Destinations.Select(destination => CheckAsync(upstream, destination, stoppingToken))));

    private async Task CheckAsync(Upstream upstream, Destination destination, CancellationToken stopping)
    {
        // Behind an HTTP proxy the proxy is all that can be reached directly.
        var address = upstream.Model.Config.HttpClient?.WebProxy?.Address ?? destination.Address;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, timeout.Token);
        }
        catch (SocketException failed)
        {
            logger.CannotBeReached(upstream.Name, address, $"says \"{failed.SocketErrorCode}\"");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            logger.CannotBeReached(upstream.Name, address, $"did not take a connection within {Patience.TotalSeconds:0} s");
        }
        catch (OperationCanceledException)
        {
            // The gateway stops; nobody reads this any more.
        }
    }
}
