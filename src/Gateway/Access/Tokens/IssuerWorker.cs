using Gateway.Settings;

namespace Gateway.Access.Tokens;

/// <summary>Keeps the keys of all issuers fresh. Nothing waits for it: the gateway starts without any issuer.</summary>
internal sealed class IssuerWorker(TokenIssuers issuers, CurrentSnapshot current, TimeProvider time) : PeriodicWorker(TimeSpan.FromMilliseconds(500), time)
{
    public override void Look()
    {
        foreach (var issuer in issuers.Of(current.Value.Tokens).Values)
        {
            issuer.AskIfDue();
        }
    }
}
