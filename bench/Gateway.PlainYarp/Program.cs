using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

// What the gateway is built on, alone. "yarp URL ORIGIN" is YARP as its documentation starts it; "kestrel URL FOLDER" is Kestrel
// without anything, which sends files of the folder from memory, over https where it has "CERTIFICATE KEY AUTHORITY" as well, to clients whose certificate
// the authority has signed; and "fetch URL ORIGIN" is Kestrel with .NET's HTTP client, which fetches everything whole: nothing in .NET can be faster than these.
if (args is not ([("yarp" or "kestrel" or "fetch"), _, _] or ["kestrel", _, _, _, _, _]))
{
    await Console.Error.WriteLineAsync("yarp URL ORIGIN, kestrel URL FOLDER [CERTIFICATE KEY AUTHORITY], or fetch URL ORIGIN");
    return 2;
}

var (mode, url, from) = (args[0], args[1], args[2]);
if (mode == "yarp")
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.WebHost.UseUrls(url);
    builder.Services.AddReverseProxy().LoadFromMemory(
        [new RouteConfig { RouteId = "all", ClusterId = "origin", Match = new RouteMatch { Path = "{**path}" } }],
        [new ClusterConfig { ClusterId = "origin", Destinations = new Dictionary<string, DestinationConfig> { ["a"] = new() { Address = from } } }]);
    var app = builder.Build();
    app.MapReverseProxy();
    await app.RunAsync();
}
else if (mode == "fetch")
{
    using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null });
    var origin = new Uri(from);
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.AddServerHeader = false).UseUrls(url);
    var app = builder.Build();
    app.Run(async context =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(origin, context.Request.Path.Value));
        using var answer = await client.SendAsync(request, context.RequestAborted);
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        response.ContentLength = answer.Content.Headers.ContentLength;
        await response.StartAsync(context.RequestAborted);
        await answer.Content.CopyToAsync(response.Body, context.RequestAborted);
    });
    await app.RunAsync();
}
else
{
    const int Piece = 64 * 1024;
    var files = Directory.EnumerateFiles(from).ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllBytes);
    var bodies = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls(url).ConfigureKestrel(server =>
    {
        server.AddServerHeader = false;
        if (args is [_, _, _, var certificate, var key, var authority])
        {
            server.ConfigureHttpsDefaults(https =>
            {
                https.ServerCertificate = X509Certificate2.CreateFromPemFile(certificate, key);
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (shown, chain, _) =>
                {
                    chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                    chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
                    chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                    return chain.Build(shown);
                };
            });
        }
    });
    var app = builder.Build();
    app.Run(async context =>
    {
        // "/small.example/m/@v/v1.0.0.mod" is the file small.mod, as the origin of the comparison has it.
        // Everybody else holds a body for each path, and as many do not fit into the processor's caches.
        var body = bodies.GetOrAdd(context.Request.Path.Value!, static (path, files) => [.. files[path[1..path.IndexOf('.')]]], files);
        var response = context.Response;
        response.Headers.ContentType = new StringValues("application/octet-stream");
        response.ContentLength = body.Length;
        // What is written before the headers would be copied twice.
        await response.StartAsync(context.RequestAborted);
        for (var sent = 0; sent < body.Length; sent += Piece)
        {
            var piece = body.AsMemory(sent, Math.Min(Piece, body.Length - sent));
            piece.Span.CopyTo(response.BodyWriter.GetSpan(piece.Length));
            response.BodyWriter.Advance(piece.Length);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    });
    await app.RunAsync();
}

return 0;
