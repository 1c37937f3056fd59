namespace Gateway.Ops;

/// <summary>The door of the feature: what operators and probes ask, on a listener of its own.</summary>
internal static class OpsSetup
{
    /// <summary>Takes over what comes in on the operators' listener. Comes before the module endpoint.</summary>
    public static void UseOps(this WebApplication app) =>
        app.MapWhen(
            static context => Edge.Listener.Of(context).IsOps,
            static ops => ops.Run(HealthEndpoint.HandleAsync));
}
