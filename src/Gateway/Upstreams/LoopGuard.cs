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
    private readonly ConcurrentDictionary<Question, int> _asked = new();

    /// <summary>Remembers, until the end of the attempt, that the destination is asked for the path.</summary>
    public IDisposable Enter(string path, Destination destination)
    {
        var question = new Question(path, destination.Address.AbsoluteUri);
        _asked.AddOrUpdate(question, 1, static (_, count) => count + 1);
        return new Leave(this, question);
    }

    /// <summary>Whether the destination is being asked for the path and this request comes from it.</summary>
    public async ValueTask<bool> IsAskingBackAsync(string path, Destination destination, Asker asker, CancellationToken cancellation)
    {
        if (!asker.IsElsewhere || !_asked.ContainsKey(new Question(path, destination.Address.AbsoluteUri)))
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

    private void Forget(Question question)
    {
        while (_asked.TryGetValue(question, out var count))
        {
            var isDone = count == 1 ? _asked.TryRemove(new(question, count)) : _asked.TryUpdate(question, count - 1, count);
            if (isDone)
            {
                return;
            }
        }
    }

    private sealed class Leave(LoopGuard guard, Question question) : IDisposable
    {
        public void Dispose() => guard.Forget(question);
    }

    /// <summary>Who is asked for what. The address is a text: as an address it takes many times as long to be compared.</summary>
    private readonly record struct Question(string Path, string Address)
    {
        // Of the path alone, and once: of both in every step it took 1% of a fetch.
        private readonly int _hash = Path.GetHashCode(StringComparison.Ordinal);

        public override int GetHashCode() => _hash;
    }
}
