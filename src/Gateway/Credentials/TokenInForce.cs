namespace Gateway.Credentials;

/// <summary>The token in force: fetched once for all who need it, and again when it ends or the edge refuses it.</summary>
internal sealed class TokenInForce(ITokenSource source, TimeProvider time) : IDisposable
{
    // Who is refused with a token just made will not be helped by the next one.
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1);
    private EdgeToken? _token;
    private long _fetched;

    /// <exception cref="CredentialException">There is none.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _token) is { } token && token.Until > time.GetUtcNow())
        {
            return token.Value;
        }

        await _turn.WaitAsync(cancellation);
        try
        {
            return _token is { } other && other.Until > time.GetUtcNow() ? other.Value : await FetchAsync(anew: false, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What to show instead of a token that was refused; the same one when there is no other.</summary>
    /// <exception cref="CredentialException">There is none.</exception>
    public async ValueTask<string> RenewAsync(string refused, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var isNewer = _token is { } token && token.Value != refused && token.Until > time.GetUtcNow();
            return isNewer || time.GetElapsedTime(_fetched) < JustNow ? _token!.Value : await FetchAsync(anew: true, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<string> FetchAsync(bool anew, CancellationToken cancellation)
    {
        var token = await source.FetchAsync(anew, cancellation);
        _fetched = time.GetTimestamp();
        Volatile.Write(ref _token, token);
        return token.Value;
    }
}
