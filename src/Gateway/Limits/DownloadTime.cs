using System.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gateway.Limits;

/// <summary>How long a client may take for the bytes of an answer: as long as <c>Limits:Connections:SlowestDownload</c> gives it for those that it has not, and the grace.</summary>
/// <remarks>
/// Over HTTP/1.1 Kestrel counts only bytes that it is handed, and none that are written where it gave space (<c>GetMemory</c>): for those it would give the
/// grace alone, and cut off whoever takes longer for a piece.
/// </remarks>
internal sealed class DownloadTime(IHttpMinResponseDataRateFeature? connection)
{
    private readonly MinDataRate? _slowest = connection?.MinDataRate;
    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan _due;

    /// <summary>That of an answer which begins now. Over HTTP/2 the server counts by itself.</summary>
    public static DownloadTime Begin(HttpContext context) => new(context.Features.Get<IHttpMinResponseDataRateFeature>());

    /// <summary>So many bytes more are about to go out.</summary>
    public void Add(int bytes)
    {
        if (_slowest is null)
        {
            return;
        }

        // While there was nothing to take the client was not slow.
        var now = Stopwatch.GetElapsedTime(_began);
        _due = (_due > now ? _due : now) + TimeSpan.FromSeconds(bytes / _slowest.BytesPerSecond);
        connection!.MinDataRate = new MinDataRate(_slowest.BytesPerSecond, _slowest.GracePeriod + (_due - now));
    }
}
