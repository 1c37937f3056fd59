namespace Gateway.Access.Certificates;

/// <summary>The door of the feature: what client certificates prove, and when certificates end.</summary>
internal static class CertificatesSetup
{
    public static void AddCertificates(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CertificatesMetrics>();
        builder.Services.AddSingleton<ClientHandshakes>();
        builder.Services.AddHostedService<ExpiryWatch>();
    }
}
