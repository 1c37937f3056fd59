using System.Collections.Concurrent;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>Tells after a 403 whether it was a verdict on the module or whether the cluster refuses us altogether.</summary>
internal sealed class CredentialProbe(UpstreamSender sender, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A firewall that refuses one module refuses it often, so credentials that were taken stay good for a while. Refused ones are
    // asked for again every time: remembered, they would turn the next verdict into an outage, and the firewall be walked around.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Uri, DateTimeOffset> _taken = new();

    /// <summary>Whether the destination refuses the list of a module that everybody may have, too. False when it cannot be asked.</summary>
    public async Task<bool> IsRefusedAsync(AttemptContext attempt, CancellationToken cancellation)
    {
        var address = attempt.Destination.Address;
        if (_taken.TryGetValue(address, out var at) && time.GetUtcNow() - at < Remembered)
        {
            return false;
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

            if (response.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
            {
                return true;
            }

            _taken[address] = time.GetUtcNow();
            return false;
        }
    }
}
