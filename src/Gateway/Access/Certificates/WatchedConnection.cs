using Gateway.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Access.Certificates;

/// <summary>A connection whose certificate was good at its handshake. It is closed, idle or not, once that is good no longer.</summary>
internal sealed class WatchedConnection(
    BaseConnectionContext connection, string listener, ShownCertificate shown, CurrentSnapshot current, CertificatesMetrics metrics, ILogger logger)
{
    private int _isBusy;

    /// <summary>Looks at every beat of Kestrel's heart: once a second.</summary>
    public void Watch() => connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static state => ((WatchedConnection)state).Look(), this);

    private void Look()
    {
        // Judging takes a fifth of a millisecond, and all connections share the one heart.
        if ((!shown.IsGood || shown.IsOutdated(current.Value.ClientAuthorities)) && Interlocked.Exchange(ref _isBusy, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static watched => watched.Judge(), this, preferLocal: false);
        }
    }

    /// <summary>Never throws: nobody waits for it, and what it threw would end the process.</summary>
    private void Judge()
    {
        try
        {
            JudgeAgain();
        }
        catch (Exception unexpected)
        {
            logger.LookFailed(unexpected);
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private void JudgeAgain()
    {
        var verdict = shown.Judge(current.Value.ClientAuthorities);
        if (verdict.Fault == CertificateFault.None)
        {
            Volatile.Write(ref _isBusy, 0);
            return;
        }

        // Busy for ever: it is closed after the requests under way; a further one would be refused.
        metrics.Ended(listener, verdict.Fault);
        logger.CertificateEnded(listener, connection.RemoteEndPoint, shown.Fingerprint, verdict.Shown.Fault!);
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }
}
