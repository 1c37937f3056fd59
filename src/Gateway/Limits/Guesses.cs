using Gateway.Access;
using Gateway.Edge;

namespace Gateway.Limits;

/// <summary>Makes guessing slow: after too many wrong credentials of an address, further ones from there are looked at one by one. What was right a moment ago never waits.</summary>
internal sealed class Guesses(WaitingRoom room, LimitsMetrics metrics)
{
    private const string Limit = "failures";

    private readonly GoodCredentials _good = new();

    /// <summary>What is counted for each address.</summary>
    public Accounts Addresses { get; } = new();

    /// <summary>Whether a request shows credentials that were not right a moment ago.</summary>
    public bool MayBeOne(HttpContext context) =>
        Credentials(context) is { } credentials ? !_good.Has(credentials, room.Now) : Visit.Of(context).Connection.Certificate is { IsGood: false };

    /// <summary>Waits until credentials may be looked at; what comes back is why they are not. Only where nothing else counts addresses.</summary>
    /// <exception cref="OperationCanceledException">The client has gone away.</exception>
    public async ValueTask<Refusal?> WaitAsync(HttpContext context, LimitsOptions limits)
    {
        if (!MayBeOne(context) || Addresses.Find(AccountKey.Of(context.Connection.RemoteIpAddress)) is not { } account)
        {
            return null;
        }

        try
        {
            return await WaitAsync(context, account, limits, limits.MaximumWait.TotalSeconds);
        }
        finally
        {
            account.Release();
        }
    }

    /// <summary>The same for somebody whose account is in use.</summary>
    /// <param name="context">The request.</param>
    /// <param name="account">The account of its address.</param>
    /// <param name="limits">The limits in force.</param>
    /// <param name="longest">Seconds that the request may wait.</param>
    /// <exception cref="OperationCanceledException">The client has gone away.</exception>
    public async ValueTask<Refusal?> WaitAsync(HttpContext context, Account account, LimitsOptions limits, double longest)
    {
        var (wait, isTaken) = account.Failures.Look(limits.Failures, room.Now, longest);
        if (isTaken && await room.WaitAsync(Limit, wait, limits, context.RequestAborted))
        {
            return null;
        }

        metrics.Refused(Limit);
        return new Refusal($"too many credentials from {ClientNetwork.Words(context.Connection.RemoteIpAddress)} were wrong", wait);
    }

    /// <summary>Learns what became of credentials.</summary>
    public void Learn(HttpContext context, Identification identification, LimitsOptions limits)
    {
        if (identification.HasFailed)
        {
            var now = room.Now;
            var account = Addresses.Use(AccountKey.Of(context.Connection.RemoteIpAddress), limits, now);
            account.Failures.Add(limits.Failures, now);
            account.Release();
            metrics.Failed();
        }
        else if (!identification.IsRefused && Credentials(context) is { } credentials)
        {
            _good.Add(credentials, room.Now);
        }
    }

    private static ShownHeader? Credentials(HttpContext context) =>
        (string?)context.Request.Headers.Authorization is { } header ? Visit.Of(context).Connection.Show(header) : null;
}
