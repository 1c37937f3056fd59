using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Settings;

/// <summary>YARP without what it brings for others.</summary>
internal static class YarpServices
{
    public static IReverseProxyBuilder AddYarp(this IServiceCollection services)
    {
        var yarp = services.AddReverseProxy();
        // Keys for affinity cookies, which are refused: they would be made at every start, and have a folder in the home of whoever runs the gateway.
        foreach (var maker in services.Where(static service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(maker);
        }

        services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider, EphemeralDataProtectionProvider>());
        // The platform's authorization: where it is found, a middleware of the platform asks it first for every request. Who may do what is ours to say.
        services.RemoveAll<IAuthorizationHandlerProvider>();
        return yarp;
    }
}
