using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Discovery;

/// <summary>The keys under a prefix of etcd, over the JSON gateway of its v3 API.</summary>
/// <remarks>
/// A watch is only a bell: whatever it says, the whole prefix is read again. So an event that is lost, a compaction and a lease that
/// ran out need no code of their own, and every set is one that etcd had at one revision. No change falls between two watches: the next
/// one begins right after the revision that was read.
/// </remarks>
internal sealed class EtcdSource(DiscoveryPlan plan) : IDestinationSource
{
    private const int LongestGreeting = 4096;

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(3);

    // A connection that died without a word rings no bell.
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(15);

    private readonly SourceClient _client = new(plan, AnswersWithin);
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(plan.Options.Prefix);
    private long? _revision;
    private string? _token;

    public async Task<IReadOnlyList<Named>> NextAsync(CancellationToken cancellation)
    {
        var since = _revision;
        _revision = null;
        try
        {
            if (since is not null)
            {
                await WatchAsync(since.Value + 1, cancellation);
            }

            var answer = await RangeAsync(cancellation);
            _revision = NumberOf(answer.GetProperty("header").GetProperty("revision"));
            return answer.TryGetProperty("kvs", out var pairs) ? [.. pairs.EnumerateArray().Select(Read)] : [];
        }
        catch (Exception malformed) when (malformed is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("it answered something that is not etcd's", malformed);
        }
        finally
        {
            if (_revision is null)
            {
                // Tokens run out, and members leave.
                _token = null;
                _client.TurnToNext();
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> RangeAsync(CancellationToken cancellation)
    {
        if (plan.Options.Username.Length > 0 && _token is null)
        {
            using var login = Post("v3/auth/authenticate", new { name = plan.Options.Username, password = plan.Secrets.Password });
            _token = (await _client.AskAsync(login, TimeSpan.Zero, cancellation)).Body.GetProperty("token").GetString();
        }

        using var range = Post("v3/kv/range", new { key = Convert.ToBase64String(_prefix), range_end = Convert.ToBase64String(EndOf(_prefix)) });
        return (await _client.AskAsync(range, TimeSpan.Zero, cancellation)).Body;
    }

    /// <summary>Returns when a key has changed since the revision, or after a while.</summary>
    private async Task WatchAsync(long revision, CancellationToken cancellation)
    {
        using var request = Post("v3/watch", new
        {
            create_request = new { key = Convert.ToBase64String(_prefix), range_end = Convert.ToBase64String(EndOf(_prefix)), start_revision = $"{revision}" },
        });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(LongestWatch);
        try
        {
            using var response = await _client.OpenAsync(request, patience.Token);
            await using var messages = await response.Content.ReadAsStreamAsync(patience.Token);
            var buffer = new byte[LongestGreeting];
            var read = 0;
            while (!buffer.AsSpan(0, read).Contains((byte)'\n'))
            {
                var more = read == buffer.Length ? 0 : await messages.ReadAsync(buffer.AsMemory(read), patience.Token);
                read += more > 0 ? more : throw new IOException("the watch ended before it began");
            }

            var greeting = buffer.AsSpan(0, buffer.IndexOf((byte)'\n'));
            if (!JsonSerializer.Deserialize<JsonElement>(greeting).TryGetProperty("result", out _))
            {
                throw new HttpRequestException("the watch was refused");
            }

            // The second message is the bell, and so is the end.
            if (read == greeting.Length + 1 && await messages.ReadAsync(buffer, patience.Token) == 0)
            {
                throw new IOException("the watch ended");
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && patience.IsCancellationRequested)
        {
            // Long enough without news: a look, and the next watch.
        }
    }

    private Named Read(JsonElement pair)
    {
        var key = Encoding.UTF8.GetString(pair.GetProperty("key").GetBytesFromBase64());
        var value = pair.TryGetProperty("value", out var bytes) ? Encoding.UTF8.GetString(bytes.GetBytesFromBase64()) : "";
        return DestinationDocument.Read(key, key.Length >= plan.Options.Prefix.Length ? key[plan.Options.Prefix.Length..] : "", value);
    }

    private HttpRequestMessage Post(string path, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        if (_token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", _token);
        }

        return request;
    }

    /// <summary>The first key behind all that begin with the prefix.</summary>
    private static byte[] EndOf(byte[] prefix)
    {
        // 0xFF is in no UTF-8 text, so the last byte can always be counted up.
        byte[] end = [.. prefix];
        end[^1]++;
        return end;
    }

    /// <summary>Whole numbers of 64 bits are text in this API.</summary>
    private static long NumberOf(JsonElement text) => long.Parse(text.GetString()!, CultureInfo.InvariantCulture);
}
