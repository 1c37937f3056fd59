using System.Collections.Immutable;
using Gateway.Discovery;
using Gateway.Edge.Listening;
using Gateway.Health;
using Gateway.Upstreams;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Settings;

/// <summary>Gives a reading to YARP and to our own code so that no request ever sees parts of two.</summary>
/// <remarks>
/// YARP goes first. While it changes its clusters, requests go on with the snapshot in force, which holds the addresses,
/// clients and credentials of its own clusters; then one reference is replaced.
/// </remarks>
internal sealed class SnapshotPublisher : IDisposable
{
    private readonly Lock _gate = new();
    private readonly InMemoryConfigProvider _yarp;
    private readonly IProxyStateLookup _clusters;
    private readonly YarpChanges _changes;
    private readonly CurrentSnapshot _current;
    private readonly Standings _standings;
    private readonly UpstreamRates _rates;
    private readonly SemaphoreSlim _one = new(1);
    private volatile SettingsReading? _read;
    private ImmutableDictionary<string, Finding> _findings = ImmutableDictionary.Create<string, Finding>(StringComparer.OrdinalIgnoreCase);
    private SettingsReading? _published;
    private bool _isPublishing;

    public SnapshotPublisher(InMemoryConfigProvider yarp, IProxyStateLookup clusters, YarpChanges changes, CurrentSnapshot current, Standings standings, UpstreamRates rates)
    {
        _yarp = yarp;
        _clusters = clusters;
        _changes = changes;
        _current = current;
        _standings = standings;
        _rates = rates;
        changes.ClusterChanged = SeeAnew;
    }

    /// <summary>The reading in force, as it was read: with the configured destinations.</summary>
    /// <exception cref="InvalidOperationException">Nothing was published yet.</exception>
    public SettingsReading Reading => _read ?? throw new InvalidOperationException("No settings were published yet.");

    /// <summary>Publishes the reading with which YARP was started.</summary>
    public void PublishFirst(SettingsReading reading)
    {
        lock (_gate)
        {
            _read = reading;
            Replace(reading);
        }
    }

    /// <summary>Publishes a later reading, with the destinations that were found so far; when the task ends, every new request sees it.</summary>
    /// <exception cref="InvalidOperationException">YARP did not take the clusters; the snapshot in force stays.</exception>
    public async Task PublishAsync(SettingsReading reading)
    {
        await _one.WaitAsync();
        try
        {
            await PublishAsync(reading, _findings);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Publishes the reading in force again, with other destinations of one cluster.</summary>
    /// <exception cref="InvalidOperationException">YARP did not take them; the snapshot in force stays.</exception>
    public async Task PublishAsync(Finding finding, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            await PublishAsync(Reading, _findings.SetItem(finding.Plan.Cluster, finding));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>One at a time.</summary>
    private async Task PublishAsync(SettingsReading reading, ImmutableDictionary<string, Finding> findings)
    {
        var found = Finding.Apply(reading, [.. findings.Values]);
        lock (_gate)
        {
            _isPublishing = true;
        }

        try
        {
            var revision = Guid.CreateVersion7().ToString();
            var applied = _changes.NextApplied();
            _yarp.Update(found.Routes, found.Clusters, revision);
            if (!(await applied).Any(config => config.RevisionId == revision))
            {
                throw new InvalidOperationException("YARP kept its old clusters.");
            }

            lock (_gate)
            {
                (_read, _findings) = (reading, findings);
                Replace(found);
            }
        }
        finally
        {
            lock (_gate)
            {
                _isPublishing = false;
            }
        }
    }

    /// <summary>A destination's name leads to other addresses now: the same settings, seen anew.</summary>
    private void SeeAnew()
    {
        lock (_gate)
        {
            if (!_isPublishing && _published is not null)
            {
                Replace(_published);
            }
        }
    }

    private void Replace(SettingsReading reading)
    {
        var settings = reading.Settings;
        var upstreams = reading.Clusters.ToDictionary(cluster => cluster.ClusterId, cluster => Create(cluster.ClusterId, reading), StringComparer.OrdinalIgnoreCase);
        _current.Replace(new Snapshot(settings, upstreams, new RouteTable(settings, upstreams))
        {
            Rules = reading.Rules,
            Tokens = reading.Tokens,
            TrustedProxies = new TrustedProxies(settings.TrustedProxies),
            ServerCertificates = reading.ServerCertificates,
            ClientAuthorities = reading.ClientAuthorities,
            ClusterExpiries = reading.Secrets.Expiries,
        });
        _published = reading;
        _standings.KeepOnly(upstreams.Values.SelectMany(upstream => upstream.Destinations).Select(destination => destination.Standing).ToHashSet());
    }

    private Upstream Create(string name, SettingsReading reading)
    {
        if (!_clusters.TryGetCluster(name, out var cluster))
        {
            throw new InvalidOperationException($"YARP has applied its clusters without {name}.");
        }

        var options = reading.Settings.Upstreams.GetValueOrDefault(name) ?? new UpstreamOptions();
        return new Upstream(cluster, options, reading.Settings, _standings, _rates, reading.Secrets);
    }
}
