using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Upstreams;

/// <summary>Finds a destination that, while it is asked for something, asks us for the same: its own upstream is this gateway.</summary>
/// <remarks>
/// <c>Via</c> tells most loops; the go command inside an Athens does not pass it on. Such a loop would wait for itself until a
/// time-out. The signs are the same path at the same time and the destination's own address as the client; a client that shares
/// our own address is never taken for one.
/// </remarks>
internal sealed class LoopGuard
{
    private readonly ConcurrentDictionary<(string Path, string Address), int> _asked = new();

    /// <summary>Remembers, until the end of the attempt, that the destination is asked for the path.</summary>
    public IDisposable Enter(string path, Destination destination)
    {
        var key = KeyOf(path, destination);
        _asked.AddOrUpdate(key, 1, static (_, count) => count + 1);
        return new Leave(this, key);
    }

    /// <summary>Whether the destination is being asked for the path and this request comes from it.</summary>
    public async ValueTask<bool> IsAskingBackAsync(string path, Destination destination, Asker asker, CancellationToken cancellation)
    {
        if (!asker.IsElsewhere || !_asked.ContainsKey(KeyOf(path, destination)))
        {
            return false;
        }

        try
        {
            return asker.IsOneOf(await Dns.GetHostAddressesAsync(destination.Address.DnsSafeHost, cancellation));
        }
        catch (Exception unknown) when (unknown is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    // As a text: an address takes many times as long to be compared.
    private static (string Path, string Address) KeyOf(string path, Destination destination) => (path, destination.Address.AbsoluteUri);

    private void Forget((string Path, string Address) key)
    {
        while (_asked.TryGetValue(key, out var count))
        {
            var isDone = count == 1 ? _asked.TryRemove(new(key, count)) : _asked.TryUpdate(key, count - 1, count);
            if (isDone)
            {
                return;
            }
        }
    }

    private sealed class Leave(LoopGuard guard, (string Path, string Address) key) : IDisposable
    {
        public void Dispose() => guard.Forget(key);
    }
}
