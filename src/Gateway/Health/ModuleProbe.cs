using System.Diagnostics;
using System.Globalization;
using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Health;

/// <summary>Asks as the <c>go</c> command does: for a version that is known to be there, and for one that cannot be.</summary>
/// <remarks>
/// The first shows whether modules are served rightly, with our credentials. The second cannot be answered from what the destination
/// keeps, so it shows whether it reaches its own upstream. A destination that never had the known module is not judged by it.
/// </remarks>
internal sealed class ModuleProbe(UpstreamSender sender, AnswerReader reader, CurrentSnapshot current, HealthMetrics metrics, TimeProvider time)
{
    public async Task ProbeAsync(Upstream upstream, Destination destination, CancellationToken cancellation)
    {
        var standing = destination.Standing;
        var probing = upstream.Probing;
        var isDatabase = upstream.Preset.IsChecksumDatabase;
        var asked = Stopwatch.GetTimestamp();
        // Through the breaker, so that a probe can be the trial that closes it; null while it lets nobody through.
        var known = await standing.Breaker.AskAsync(() => AskAsync(upstream, destination, isDatabase ? DatabaseOf(destination) : KnownOf(probing), cancellation));
        if (known?.Kind == OutcomeKind.Answer)
        {
            standing.FirstByte.Add(Stopwatch.GetElapsedTime(asked));
        }

        if (known is not null && probing.OnlyConnects)
        {
            // Nothing else shows whether it answers at all.
            var isSilent = known.Kind is OutcomeKind.TimedOut or OutcomeKind.Unreachable;
            standing.Spoke(isSilent ? ProbeVerdict.Silence($"for a known module failed: it {known.Words}") : ProbeVerdict.Good);
        }

        if (known is null || !Judge(standing, known) || isDatabase)
        {
            return;
        }

        var impossible = await AskAsync(upstream, destination, ImpossibleOf(probing), cancellation);
        if (impossible.Kind == OutcomeKind.NotFound)
        {
            Told(standing.Reached, standing, ProbeVerdict.Good);
        }
        else if (IsSilence(impossible.Kind))
        {
            Told(standing.Reached, standing, ProbeVerdict.Bad($"for a version that cannot exist got no 404: it {impossible.Words}"));
        }
    }

    /// <summary>Whether it is worth asking on.</summary>
    private bool Judge(Standing standing, Outcome known)
    {
        switch (known.Kind)
        {
            // Who answers nobody is not asked about his upstream; he would be taken for half well when he is back.
            case var kind when IsSilence(kind) && standing.Silence.IsCancellationRequested:
                return false;
            case OutcomeKind.Answer:
                Told(standing.Served, standing, ProbeVerdict.Good);
                return true;
            case OutcomeKind.WrongBody or OutcomeKind.Unauthorized:
                Told(standing.Served, standing, ProbeVerdict.Bad($"for a known module failed: it {known.Words}"));
                return false;
            case var kind when IsSilence(kind) || (kind == OutcomeKind.NotFound && standing.HasServed):
                Told(standing.Reached, standing, ProbeVerdict.Bad($"for a known module failed: it {known.Words}"));
                return false;
            default:
                return true;
        }
    }

    private void Told(Action<ProbeVerdict> tell, Standing standing, ProbeVerdict verdict)
    {
        metrics.Probed(standing, "module", verdict.IsGood);
        tell(verdict);
    }

    private async ValueTask<Outcome> AskAsync(Upstream upstream, Destination destination, GoRequest request, CancellationToken cancellation)
    {
        var settings = current.Value.Settings;
        var chain = new Chain("probe", [upstream], Continuation.Final, Continuation.Final, false, settings.Failover.TotalTimeout);
        // While requests wait in vain, what shows why is not waited for longer than a connection.
        var patience = upstream.Probing.OnlyConnects && destination.Standing.IsWaitedForInVain ? upstream.Probing.Timeout : settings.Health.ModuleTimeout;
        var attempt = new AttemptContext(request, chain, upstream, destination, patience, settings.Failover, settings.Gateway.Name);
        var (response, failure) = await sender.SendAsync(
            upstream, destination, attempt.ToUpstreamRequest(destination) with { IsProbe = true }, attempt.Patience, settings.Failover.MaxRedirects, cancellation);
        return failure ?? await reader.ReadAsync(attempt, response!, cancellation);
    }

    private static bool IsSilence(OutcomeKind kind) => kind is OutcomeKind.TimedOut or OutcomeKind.ServerError or OutcomeKind.Unreachable;

    private static GoRequest KnownOf(Probing probing) => Parse(probing.Module, probing.Version);

    /// <summary>A new one every minute: products remember what they did not find.</summary>
    private GoRequest ImpossibleOf(Probing probing) =>
        Parse(probing.Module, string.Create(CultureInfo.InvariantCulture, $"v0.0.{time.GetUtcNow().ToUnixTimeSeconds() / 60}-gateway.probe"));

    private static GoRequest DatabaseOf(Destination destination) => GoRequest.Parse($"/sumdb/{destination.Host?.Split(':')[0] ?? destination.Address.Host}/latest")!;

    private static GoRequest Parse(string module, string version)
    {
        ModulePath.TryEscape(module, out var escaped);
        return GoRequest.Parse($"/{escaped}/@v/{version}.info")!;
    }
}
