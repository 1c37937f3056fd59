using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Edge;

/// <summary>What stands between the server and the gateway's own code.</summary>
public class PipelineTests
{
    [Fact]
    public async Task Who_may_what_is_decided_by_the_gateway_and_nothing_of_the_platforms_is_asked_first()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        var time = new WhoLooks();
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Route("*", origin.Name), time);

        (await gateway.Client.GetAsync("/example.org/hello/@v/list", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);

        time.Callers.Should().Contain(type => type.StartsWith("Microsoft.AspNetCore.Server.Kestrel.", StringComparison.Ordinal), "a request is seen from where it comes in")
            .And.Contain(type => type.StartsWith("Gateway.Telemetry.RequestTelemetry", StringComparison.Ordinal))
            .And.NotContain(type => type.StartsWith("Microsoft.AspNetCore.Auth", StringComparison.Ordinal));
    }

    /// <summary>A clock that remembers the types on the way to whoever looks at it.</summary>
    private sealed class WhoLooks : TimeProvider
    {
        private readonly ConcurrentDictionary<string, bool> _callers = [];

        public ICollection<string> Callers => _callers.Keys;

        public override long GetTimestamp()
        {
            foreach (var frame in new StackTrace().GetFrames())
            {
                _callers[frame.GetMethod()?.DeclaringType?.FullName ?? ""] = true;
            }

            return base.GetTimestamp();
        }
    }
}
