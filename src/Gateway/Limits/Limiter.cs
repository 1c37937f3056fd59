using Gateway.Access;
using Gateway.Edge;
using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Limits;

/// <summary>Lets nobody have more than his share: who asks for more waits, then is refused. Each gateway counts for itself.</summary>
/// <remarks>A twin (<see cref="Twin"/>) is no second request: it neither counts nor waits, unless the first one got no turn.</remarks>
internal sealed class Limiter(CurrentSnapshot current, WaitingRoom room, LimitsMetrics metrics, ILogger<Limiter> logger)
{
    private const double TellAgain = 60;

    private readonly Guesses _guesses = new(room, metrics);

    /// <summary>Those who are counted before it is known who asks.</summary>
    public Accounts Addresses => _guesses.Addresses;

    /// <summary>Those who are counted afterwards.</summary>
    public Accounts Callers { get; } = new();

    /// <summary>Comes before it is known who asks: only the address is.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var limits = current.Value.Settings.Limits;
        return FindByAddress(context, limits) is { } account ? InvokeAsync(context, next, limits, account) : next(context);
    }

    /// <summary>Comes when it is known who asks, or that the credentials are wrong. Whether the request was refused; it is answered then.</summary>
    public ValueTask<bool> RefusesAsync(HttpContext context, Identification identification)
    {
        var limits = current.Value.Settings.Limits;
        if (!identification.HasFailed || !HadItsTurn(context))
        {
            _guesses.Learn(context, identification, limits);
        }

        return limits.Caller.IsAny && !identification.IsRefused && !HadItsTurn(context)
            ? RefusesAsync(context, identification.Caller, limits)
            : ValueTask.FromResult(false);
    }

    private async Task InvokeAsync(HttpContext context, RequestDelegate next, LimitsOptions limits, Account account)
    {
        var share = new Share("address", limits.Address.RequestsPerSecond, limits.Address.RequestsAtOnce, "", context.Connection.RemoteIpAddress);
        if (!await RefusesAsync(context, limits, account, share, isLookedAt: _guesses.MayBeOne(context)))
        {
            await next(context);
        }
    }

    private async ValueTask<bool> RefusesAsync(HttpContext context, Caller caller, LimitsOptions limits)
    {
        var address = context.Connection.RemoteIpAddress;
        var account = Callers.Use(AccountKey.Of(caller, address), limits, room.Now);
        if (await RefusesAsync(context, limits, account, new Share("caller", limits.Caller.RequestsPerSecond, limits.Caller.RequestsAtOnce, caller.Subject, address), isLookedAt: false))
        {
            return true;
        }

        if (limits.Caller.KilobytesPerSecond is { } kilobytes)
        {
            var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            var pace = new Pace(account.Bytes, kilobytes * 1024.0, room, context.RequestAborted);
            context.Features.Set<IHttpResponseBodyFeature>(new PacedBody(body, pace));
            if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
            {
                context.Request.Body = new PacedUpload(context.Request.Body, pace);
            }
        }

        return false;
    }

    private async ValueTask<bool> RefusesAsync(HttpContext context, LimitsOptions limits, Account account, Share share, bool isLookedAt)
    {
        var turn = new Turn(account);
        context.Response.RegisterForDispose(turn);
        try
        {
            if (await AskAsync(context, limits, account, turn, share, isLookedAt) is not { } refusal)
            {
                return false;
            }

            await RefuseAsync(context, limits, account, refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to tell.
        }

        return true;
    }

    private Task RefuseAsync(HttpContext context, LimitsOptions limits, Account account, Refusal refusal)
    {
        if (room.Now - account.ToldAt > TellAgain)
        {
            account.ToldAt = room.Now;
            logger.Refused(refusal.Reason, RequestId.Of(context));
        }

        context.Response.Headers.RetryAfter = $"{refusal.RetryAfter}";
        return GoAnswers.RefuseAsync(context, StatusCodes.Status429TooManyRequests, refusal.Lines(limits.MaximumWait));
    }

    private async ValueTask<Refusal?> AskAsync(HttpContext context, LimitsOptions limits, Account account, Turn turn, Share share, bool isLookedAt)
    {
        var until = Patience.Of(context, limits, room.Now).Until;
        var gone = context.RequestAborted;
        if (share.AtOnce is { } places)
        {
            if (!await room.EnterAsync($"{share.Name}-at-once", account.Line, places, until - room.Now, limits, gone))
            {
                return Refused($"{share.Name}-at-once", share.TooMuchAtOnce());
            }

            turn.Took(places);
        }

        if (share.PerSecond is { } rate)
        {
            var (wait, isTaken) = account.Requests.Take(1, rate, room.Now, until - room.Now);
            if (!isTaken || !await room.WaitAsync($"{share.Name}-rate", wait, limits, gone))
            {
                return Refused($"{share.Name}-rate", share.TooOften(wait));
            }
        }

        return isLookedAt ? await _guesses.WaitAsync(context, account, limits, until - room.Now) : null;
    }

    private Refusal Refused(string limit, Refusal refusal)
    {
        metrics.Refused(limit);
        return refusal;
    }

    /// <summary>The account of the address, where one is needed: its requests are bounded, or it has shown wrong credentials and shows some again.</summary>
    private Account? FindByAddress(HttpContext context, LimitsOptions limits)
    {
        if (!(limits.Address.IsAny || _guesses.MayBeOne(context)) || HadItsTurn(context))
        {
            return null;
        }

        var key = AccountKey.Of(context.Connection.RemoteIpAddress);
        return limits.Address.IsAny ? Addresses.Use(key, limits, room.Now) : Addresses.Find(key);
    }

    private static bool HadItsTurn(HttpContext context) => Visit.Of(context).Twin is { Status: not StatusCodes.Status429TooManyRequests };
}
