using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.EndToEnd;
using Gateway.Upstreams;

namespace Gateway.Tests.Mirroring;

/// <summary>A web server with an access log is a mirror that people really have.</summary>
public class NginxMirrorTests
{
    private const string Secret = "c2VjcmV0";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_access_log_holds_each_sampled_request_once_and_no_secret()
    {
        using var folder = new TemporaryFolder();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        await using var nginx = await Nginx.StartAsync(folder.Path, "access_log copies.log copies; location /example.org/ { return 204; }", Cancellation);
        var asked = new Dictionary<string, string>();
        await using (var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Cluster("audit", null, nginx.Address).Route("*", "nexus")
            .Set("Mirroring:audit", new JsonObject { ["Cluster"] = "audit", ["Sample"] = 0.5, ["QueueLength"] = 1000 })))
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (number, cancellation) =>
            {
                var path = $"/example.org/{(number % 3 == 0 ? "nowhere" : "hello")}/@v/list";
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                foreach (var name in new[] { "Proxy-Authorization", "Cookie", "X-Secret", "Referer", "X-Forwarded-For", "User-Agent", "X-Request-ID" })
                {
                    request.Headers.TryAddWithoutValidation(name, Secret);
                }

                using var response = await gateway.Client.SendAsync(request, cancellation);
                lock (asked)
                {
                    asked.Add(response.Headers.GetValues("X-Request-ID").Single(), $"{path} {(int)response.StatusCode}");
                }
            });
        }

        await nginx.RequestsSoFarAsync(Cancellation);
        var lines = nginx.LinesOf("copies.log");
        var sampled = asked.Where(request => StableShare.Has(request.Key, 0.5)).Select(request => $"{request.Key} {request.Value}").ToList();
        lines.Select(line => line.Split('|')).Select(parts => $"{parts[1]} {parts[0]} {parts[3]}").Should().BeEquivalentTo(sampled);
        sampled.Should().HaveCountGreaterThan(100);
        lines.Should().OnlyContain(line => line.Split('|')[2] == "audit").And.NotContain(line => line.Contains(Secret, StringComparison.Ordinal));
    }
}
