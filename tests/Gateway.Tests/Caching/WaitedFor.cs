using Gateway.Caching;
using Gateway.Lab;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Caching;

/// <summary>Waits until requests have joined the fetches under way.</summary>
internal static class WaitedFor
{
    public static async Task WaitedForAsync(this LabGateway gateway, int requests)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var flights = gateway.App.Services.GetRequiredService<FlightTable>();
        while (flights.Waiting < requests)
        {
            await look.WaitForNextTickAsync(deadline.Token);
        }
    }
}
