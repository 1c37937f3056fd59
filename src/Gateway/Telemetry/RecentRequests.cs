using Gateway.Edge;
using Gateway.Settings;

namespace Gateway.Telemetry;

/// <summary>The latest requests, so that one can be looked up by its id. Those that went wrong have a place of their own, where no flood of others drives them out.</summary>
internal sealed class RecentRequests(SettingsReading reading)
{
    private readonly RequestRing _notable = new(reading.Settings.Ops.RememberedRequests);
    private readonly RequestRing _others = new(reading.Settings.Ops.RememberedRequests);

    public void Add(in PastRequest request) => (request.IsNotable ? _notable : _others).Add(request);

    /// <summary>Those that were refused, failed, or needed another cluster; the latest first.</summary>
    public IEnumerable<PastRequest> Notable => _notable.Latest;

    /// <summary>The request of an id; null when it is not remembered.</summary>
    public PastRequest? Find(string id)
    {
        if (RequestId.ToNumber(id) is not { } number)
        {
            return null;
        }

        foreach (var request in _notable.Latest.Concat(_others.Latest))
        {
            if (request.Number == number)
            {
                return request;
            }
        }

        return null;
    }
}
