namespace Gateway.Settings;

/// <summary>Reads the settings again and publishes them, or keeps what is in force and says loudly why. One reload at a time.</summary>
internal sealed class SettingsReloader(
    SettingsSources sources,
    SettingsReading first,
    SnapshotPublisher publisher,
    SettingsMetrics metrics,
    TimeProvider time,
    ILogger<SettingsReloader> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    private volatile SettingsFiles _files = first.Files;

    /// <summary>Whether a file was changed since the last reading, be that one right or wrong.</summary>
    public bool IsOutdated => _files.HaveChanged;

    /// <summary>The same as far as it can be seen without reading the files.</summary>
    public bool SeemsOutdated() => _files.SeemChanged();

    /// <summary>Whether the new settings are in force now.</summary>
    public async Task<bool> ReloadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var reading = SettingsReader.Read(sources);
            _files = reading.Files;
            if (reading.ServerCertificates.FindEnded(publisher.Reading.ServerCertificates, time.GetUtcNow()).ToList() is { Count: > 0 } ended)
            {
                throw new SettingsException(ended) { Files = reading.Files };
            }

            // What runs has one name: Redis and telemetry were begun with it, and in Via its own requests come back with it.
            await publisher.PublishAsync(reading.Named(first.Settings.Gateway.Name));
            metrics.Reloaded(isTaken: true);
            logger.Reloaded();
            foreach (var key in WaitingSettings.Find(first.Settings, reading.Settings))
            {
                logger.NeedsRestart(key);
            }

            return true;
        }
        catch (SettingsException wrong)
        {
            _files = wrong.Files ?? _files;
            metrics.Reloaded(isTaken: false);
            logger.KeptSettings(wrong.Faults.Count, wrong.Message);
            return false;
        }
        catch (Exception unexpected)
        {
            // Whatever it is: it must not leave the watcher, whose end would be the gateway's.
            metrics.Reloaded(isTaken: false);
            logger.CouldNotTake(unexpected);
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
