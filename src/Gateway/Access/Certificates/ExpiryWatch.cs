using System.Diagnostics.Metrics;
using Gateway.Settings;

namespace Gateway.Access.Certificates;

/// <summary>Shows how long certificates, authorities and revocation lists still hold, and tells ahead when one is about to end: each time once.</summary>
internal sealed class ExpiryWatch : PeriodicWorker
{
    private readonly CurrentSnapshot _current;
    private readonly ILogger<ExpiryWatch> _logger;
    private readonly Lock _gate = new();
    private Dictionary<Expiry, TimeSpan> _told = [];

    public ExpiryWatch(CurrentSnapshot current, IMeterFactory meters, TimeProvider time, ILogger<ExpiryWatch> logger)
        : base(TimeSpan.FromMinutes(10), time)
    {
        (_current, _logger) = (current, logger);
        meters.Create(CertificatesMetrics.MeterName).CreateObservableGauge(
            "gateway.access.expires_in", Measure, "s", "How long the first to end of each listener's certificates, of those for and of each cluster, of the authorities and of the revocation lists still holds.");
        current.Replaced += Look;
    }

    public override void Dispose()
    {
        _current.Replaced -= Look;
        base.Dispose();
    }

    private IEnumerable<Measurement<double>> Measure() =>
        from expiry in _current.Value.Expiries
        group expiry by (expiry.File, expiry.Listener, expiry.Cluster) into files
        select new Measurement<double>(
            (files.Min(expiry => expiry.Until) - Time.GetUtcNow()).TotalSeconds, new("file", files.Key.File.ToString()), new("listener", files.Key.Listener), new("cluster", files.Key.Cluster));

    /// <summary>Never throws: it comes by itself, and with every reload.</summary>
    public override void Look()
    {
        try
        {
            LookAtAll();
        }
        catch (Exception unexpected)
        {
            _logger.LookFailed(unexpected);
        }
    }

    private void LookAtAll()
    {
        lock (_gate)
        {
            var now = Time.GetUtcNow();
            var told = new Dictionary<Expiry, TimeSpan>();
            foreach (var expiry in _current.Value.Expiries.Distinct())
            {
                var before = _told.TryGetValue(expiry, out var mark) ? mark : TimeSpan.MaxValue;
                var reached = expiry.Reached(now) ?? TimeSpan.MaxValue;
                if (reached < before)
                {
                    Tell(expiry, now);
                }

                told[expiry] = reached < before ? reached : before;
            }

            _told = told;
        }
    }

    private void Tell(Expiry expiry, DateTimeOffset now)
    {
        var left = expiry.Until - now;
        if (left <= TimeSpan.Zero)
        {
            _logger.Ended(expiry.Path, expiry.Subject, expiry.Until);
        }
        else
        {
            _logger.EndsSoon(expiry.Path, expiry.Subject, left.TotalDays >= 2 ? $"{(int)left.TotalDays} days" : $"{Math.Ceiling(left.TotalHours):0} hours", expiry.Until);
        }
    }
}
