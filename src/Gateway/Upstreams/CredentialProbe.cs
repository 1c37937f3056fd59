using System.Collections.Concurrent;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>Tells after a 403 whether it was a verdict on the module or whether the cluster refuses us altogether.</summary>
internal sealed class CredentialProbe(UpstreamSender sender, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A firewall that refuses one module refuses it often; what it says of the credentials stays good for a while.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Uri, (DateTimeOffset At, bool IsRefused)> _verdicts = new();

    /// <summary>Whether the destination refuses the list of a module that everybody may have, too. False when it cannot be asked.</summary>
    public async Task<bool> IsRefusedAsync(AttemptContext attempt, CancellationToken cancellation)
    {
        var address = attempt.Destination.Address;
        if (_verdicts.TryGetValue(address, out var known) && time.GetUtcNow() - known.At < Remembered)
        {
            return known.IsRefused;
        }

        ModulePath.TryEscape(attempt.Upstream.CredentialProbe, out var module);
        var probe = GoRequest.Parse($"/{module}/@v/list")!;
        var (response, _) = await sender.SendAsync(
            attempt.Upstream, attempt.Destination, (attempt with { Request = probe, Known = null }).ToUpstreamRequest(attempt.Destination), Patience, 0, cancellation);
        using (response)
        {
            if (response is null)
            {
                return false;
            }

            var isRefused = response.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden;
            _verdicts[address] = (time.GetUtcNow(), isRefused);
            return isRefused;
        }
    }
}
