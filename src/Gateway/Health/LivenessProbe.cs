using System.Net.Sockets;
using Gateway.Settings;
using Gateway.Upstreams;

namespace Gateway.Health;

/// <summary>Asks cheaply whether a destination answers at all.</summary>
/// <remarks>
/// Any answer below 500 is one: a page for whom it does not know, a redirect, a 404. A process that hangs still takes connections,
/// so that opening one shows less; it is for public services, which nobody should ask something for nothing four times a second.
/// </remarks>
internal sealed class LivenessProbe(UpstreamSender sender, CurrentSnapshot current)
{
    public async Task<ProbeVerdict> ProbeAsync(Upstream upstream, Destination destination, CancellationToken cancellation)
    {
        var timeout = upstream.Probing.Timeout;
        return upstream.Probing.FindPath(destination.Address) is { } path
            ? await AskAsync(upstream, destination, path, timeout, cancellation)
            : await ConnectAsync(destination.Address, timeout, cancellation);
    }

    private async Task<ProbeVerdict> AskAsync(Upstream upstream, Destination destination, Uri address, TimeSpan timeout, CancellationToken cancellation)
    {
        var request = new UpstreamRequest(address, current.Value.Settings.Gateway.Name, upstream.Credentials, null, null) { BarredHosts = new HashSet<string>(), IsProbe = true };
        var (response, failure) = await sender.SendAsync(upstream, destination, request, timeout, 0, cancellation);
        using (response)
        {
            return response is { Status: >= StatusCodes.Status500InternalServerError } ? ProbeVerdict.Bad($"answered {response.Status}")
                : response is not null || failure!.Kind == OutcomeKind.Redirect ? ProbeVerdict.Good
                : failure.Kind == OutcomeKind.TimedOut ? ProbeVerdict.Silence($"timed out after {timeout.TotalSeconds:0.##} s")
                : ProbeVerdict.Silence($"failed: it {failure.Words}");
        }
    }

    private static async Task<ProbeVerdict> ConnectAsync(Uri address, TimeSpan timeout, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(timeout);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address.DnsSafeHost, address.Port, patience.Token);
            return ProbeVerdict.Connected;
        }
        catch (SocketException failed)
        {
            return ProbeVerdict.Silence($"could not connect ({failed.SocketErrorCode})");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ProbeVerdict.Silence($"timed out after {timeout.TotalSeconds:0.##} s");
        }
    }
}
