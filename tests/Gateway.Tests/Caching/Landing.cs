using Gateway.Caching;
using Gateway.Lab;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Caching;

/// <summary>For tests that count what a cluster was asked: a client has its last byte a moment before the fetch is over, and who asks in that moment shares it.</summary>
internal static class Landing
{
    /// <summary>Waits until nothing is being fetched.</summary>
    public static Task LandedAsync(this LabGateway gateway) =>
        Eventually.TrueAsync(() => gateway.App.Services.GetRequiredService<FlightTable>().Count == 0, "every fetch is over", TestContext.Current.CancellationToken);
}
