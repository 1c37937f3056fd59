using Gateway.Caching;
using Gateway.Lab;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Caching;

/// <summary>Waits until requests have joined the fetches under way.</summary>
internal static class WaitedFor
{
    public static Task WaitedForAsync(this LabGateway gateway, int requests) => Eventually.TrueAsync(
        () => gateway.App.Services.GetRequiredService<FlightTable>().Waiting >= requests, $"{requests} wait", TestContext.Current.CancellationToken);
}
