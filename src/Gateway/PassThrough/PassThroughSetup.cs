using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.PassThrough;

/// <summary>The door of the feature: requests that are no Go requests, for the routes of YARP's section.</summary>
internal static class PassThroughSetup
{
    public static void AddPassThrough(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PassThroughEndpoint>();
        builder.Services.AddSingleton<UploadPurge>();
        builder.Services.AddSingleton<ITransformProvider, PassThroughTransforms>();
    }

    /// <summary>Takes over what a route takes and comes before the module endpoint. Makes YARP load its routes and clusters.</summary>
    public static void UsePassThrough(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<PassThroughEndpoint>();
        // A branch has a routing of its own: Go requests never pass through it.
        app.UseWhen(endpoint.IsFor, passThrough =>
        {
            passThrough.UseRouting();
            passThrough.Use(endpoint.InvokeAsync);
            passThrough.UseEndpoints(static endpoints => endpoints.MapReverseProxy(static proxy =>
            {
                proxy.Use(Rotation.InvokeAsync);
                proxy.UseLoadBalancing();
            }));
        });
    }
}
