namespace Gateway.Upstreams;

/// <summary>What an attempt's outcome does: who is asked next, and what the client gets when nobody is left.</summary>
internal static class OutcomeTable
{
    /// <summary>What follows an outcome of a cluster.</summary>
    public static NextStep Next(OutcomeKind outcome, Chain chain, Upstream upstream) => outcome switch
    {
        OutcomeKind.Answer or OutcomeKind.ClientGone => NextStep.End,
        OutcomeKind.NotFound when chain.NotFoundAt(upstream) == Continuation.Final => NextStep.End,
        OutcomeKind.Forbidden when chain.Forbidden == Continuation.Final => NextStep.End,
        // These are the cluster's word or about the whole cluster: another of its destinations would say the same.
        OutcomeKind.NotFound or OutcomeKind.Forbidden or OutcomeKind.Unauthorized or OutcomeKind.NoToken or OutcomeKind.NoDestination => NextStep.NextCluster,
        _ => NextStep.NextDestination,
    };

    /// <summary>Whether the outcome says nothing about the module: never answered with 404, nor remembered as one.</summary>
    public static bool IsOutage(OutcomeKind outcome) =>
        outcome is not (OutcomeKind.Answer or OutcomeKind.NotFound or OutcomeKind.Forbidden or OutcomeKind.Loop or OutcomeKind.Outrun or OutcomeKind.ClientGone);

    /// <summary>Whether one of the attempts ended in an outage.</summary>
    public static bool HasOutage(IReadOnlyList<Attempt> attempts)
    {
        for (var index = 0; index < attempts.Count; index++)
        {
            if (IsOutage(attempts[index].Outcome.Kind))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the same destination may do better in a moment.</summary>
    public static bool MayPass(Outcome outcome) =>
        outcome.Kind is OutcomeKind.Unreachable or OutcomeKind.ServerError or OutcomeKind.TooManyRequests or OutcomeKind.NoDestination || outcome.Reason == "short-body";

    /// <summary>The status the client gets when the chain ended without an answer.</summary>
    public static int StatusAtEnd(IReadOnlyList<Attempt> attempts, Chain chain)
    {
        // A 404 would send the go command to its next proxy, past a verdict.
        if (attempts.Any(attempt => attempt.Outcome.Kind == OutcomeKind.Forbidden))
        {
            return StatusCodes.Status403Forbidden;
        }

        if (attempts.All(attempt => attempt.Outcome.Kind == OutcomeKind.Loop))
        {
            return StatusCodes.Status508LoopDetected;
        }

        // Who is on trial neither takes anything away from what the route answers without it, nor says "not found" for it; but when it
        // has just listed a version that it is now too ill to give, another one's "not found" would hide that.
        var isKnown = chain.OnTrial.Count == 0 || attempts.Any(attempt => attempt.Outcome.Kind == OutcomeKind.NotFound && !chain.OnTrial.Contains(attempt.Upstream));
        var outage = attempts.LastOrDefault(attempt => IsOutage(attempt.Outcome.Kind) && !(isKnown && !chain.HasTrialSpoken && chain.OnTrial.Contains(attempt.Upstream)));
        if (outage is null && !isKnown)
        {
            return StatusCodes.Status504GatewayTimeout;
        }

        var isAuthority = chain.LastIsAuthority && attempts.LastOrDefault(attempt => attempt.Upstream == chain.Upstreams[^1])?.Outcome.Kind == OutcomeKind.NotFound;
        return outage is null || isAuthority ? StatusCodes.Status404NotFound : outage.Outcome.Kind switch
        {
            OutcomeKind.TimedOut => StatusCodes.Status504GatewayTimeout,
            OutcomeKind.TooManyRequests or OutcomeKind.NoDestination => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status502BadGateway,
        };
    }
}
