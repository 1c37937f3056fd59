using System.Security.Cryptography;
using System.Text;
using Gateway.Access.Tokens;

namespace Gateway.Exchanging;

/// <summary>The exchanges for one cluster: what was had for which token, and what is being asked for. One asking at a time for one token.</summary>
internal sealed class TokenExchange(ExchangePlan plan, ExchangeMetrics metrics, ILogger logger, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, Asked> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExchangeClient> _clients = new(StringComparer.Ordinal);
    private bool _isInTrouble;
    private bool _isOver;

    public ExchangePlan Plan { get; } = plan;

    /// <summary>What was had for a token, or is asked for now.</summary>
    /// <param name="token">The caller's token.</param>
    /// <param name="issuer">Who vouches for it; null when the settings no longer name him.</param>
    public Task<ExchangeReply> FindAsync(PassableToken token, Issuer? issuer)
    {
        var name = NameOf(token);
        lock (_gate)
        {
            if (_asked.TryGetValue(name, out var known) && !IsOver(known))
            {
                return known.Reply;
            }

            MakeRoom();
            var asked = new Asked();
            // Not under the lock, and for no request in particular.
            asked.Reply = Task.Run(() => AskAsync(asked, token, issuer));
            _asked[name] = asked;
            return asked.Reply;
        }
    }

    /// <summary>The cluster does not take what was had for a token: the next one who shows it gets another.</summary>
    public void Forget(PassableToken token)
    {
        lock (_gate)
        {
            _asked.Remove(NameOf(token));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var client in _clients.Values)
            {
                client.Dispose();
            }
        }
    }

    private async Task<ExchangeReply> AskAsync(Asked asked, PassableToken token, Issuer? issuer)
    {
        var client = ClientFor(Plan.Authorities ?? issuer?.Plan.Authorities);
        var endpoint = Plan.Options.Endpoint.Length > 0 ? new Uri(Plan.Options.Endpoint) : issuer?.TokenEndpoint;
        var reply = endpoint is null
            ? client.Fail($"{token.Caller.Issuer} names no token_endpoint in its discovery document and the settings no Endpoint")
            : await client.AskAsync(endpoint, token);
        lock (_gate)
        {
            asked.Until = reply.Until;
        }

        Tell(reply);
        return reply;
    }

    private void Tell(ExchangeReply reply)
    {
        metrics.Asked(Plan.Cluster, reply.Fault);
        var isTrouble = reply.Fault is { IsRefusal: false };
        lock (_gate)
        {
            if (isTrouble == _isInTrouble || _isOver)
            {
                return;
            }

            _isInTrouble = isTrouble;
        }

        if (isTrouble)
        {
            logger.NotExchanged(Plan.Cluster, reply.Fault!.Words);
        }
        else
        {
            logger.ExchangedAgain(Plan.Cluster);
        }
    }

    private ExchangeClient ClientFor(string? authorities)
    {
        lock (_gate)
        {
            return _clients.TryGetValue(authorities ?? "", out var known) ? known : _clients[authorities ?? ""] = new ExchangeClient(Plan, authorities, time);
        }
    }

    private bool IsOver(Asked asked) => asked.Reply.IsFaulted || asked.Until <= time.GetUtcNow();

    private void MakeRoom()
    {
        if (_asked.Count < Plan.Options.MostRemembered)
        {
            return;
        }

        foreach (var (name, _) in _asked.Where(asked => IsOver(asked.Value)).ToList())
        {
            _asked.Remove(name);
        }

        // Whichever come first: a forgotten one costs a question, so it hardly matters which.
        var surplus = _asked.Count - Plan.Options.MostRemembered + 1;
        foreach (var (name, _) in _asked.Take(Math.Max(0, surplus)).ToList())
        {
            _asked.Remove(name);
        }
    }

    /// <summary>Salted for this process, so that a dump of its memory cannot be compared with tokens from elsewhere.</summary>
    private string NameOf(PassableToken token) => Convert.ToHexString(HMACSHA256.HashData(_salt, Encoding.UTF8.GetBytes(token.Text)));

    /// <summary>What is asked for, or was had.</summary>
    private sealed class Asked
    {
        public Task<ExchangeReply> Reply { get; set; } = null!;

        /// <summary>Until when the reply holds; null while there is none.</summary>
        public DateTimeOffset? Until { get; set; }
    }
}
