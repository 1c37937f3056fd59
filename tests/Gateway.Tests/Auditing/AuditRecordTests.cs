using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Access;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Auditing;

/// <summary>Every request leaves one record that says what became of it.</summary>
public class AuditRecordTests
{
    private const string Zip = "/example.org/hello/@v/v1.1.0.zip";

    [Fact]
    public async Task What_was_taken_is_written_down_with_its_hash_and_where_it_came_from()
    {
        using var bed = new AuditBed();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        byte[] body;
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus"))))
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/example.org/hello/@v/v1.1.0.mod");
            request.Headers.Add("User-Agent", "Go-http-client/1.1");
            request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            using var first = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            body = await first.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            using var second = await gateway.Client.GetAsync("/example.org/hello/@v/v1.1.0.mod", TestContext.Current.CancellationToken);
            second.StatusCode.Should().Be(HttpStatusCode.OK);
            first.Headers.GetValues("X-Request-ID").Should().NotBeEquivalentTo(second.Headers.GetValues("X-Request-ID"));
        }

        var records = await bed.RequestsAsync();
        records.Should().HaveCount(2);
        Text(records[0], "module", "version", "kind", "route", "listener", "client", "method", "authz_decision", "cache", "cluster", "trace_id", "user_agent").Should().Equal(
            "example.org/hello", "v1.1.0", "Mod", "route1", "Plain", "127.0.0.1", "GET", "allow", "miss", "nexus", "0af7651916cd43dd8448eb211c80319c", "Go-http-client/1.1");
        records[0].GetProperty("status").GetInt32().Should().Be(200);
        records[0].GetProperty("bytes").GetInt64().Should().Be(body.Length);
        records[0].GetProperty("complete").GetBoolean().Should().BeTrue();
        records[0].GetProperty("sha256").GetString().Should().Be(Convert.ToHexStringLower(SHA256.HashData(body)));
        records[0].GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString()).Should().Equal("answer");
        records[1].GetProperty("cache").GetString().Should().Be("hit");
        records[1].TryGetProperty("attempts", out _).Should().BeFalse("nobody was asked");
        (await bed.VerifyAsync()).Should().Match<Gateway.Auditing.AuditVerdict>(verdict => verdict.Fault == null && verdict.Uncovered == 0);
    }

    [Theory]
    [InlineData("GET", "/example.org/nowhere/@v/list", 404, "allow")]
    [InlineData("GET", "/no/request?token=secret", 404, "none")]
    [InlineData("POST", "/example.org/hello/@v/list", 405, "none")]
    [InlineData("GET", "/sumdb/sum.example.org/lookup/corp.example/x@v1.0.0", 403, "deny")]
    [InlineData("GET", "/", 200, "none")]
    [InlineData("HEAD", Zip, 200, "allow")]
    public async Task Refusals_and_failures_are_records_too(string method, string path, int status, string decision)
    {
        using var bed = new AuditBed();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus").Private("corp.example").ChecksumDatabase("sum.example.org", "nexus"))))
        {
            using var response = await gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);
            ((int)response.StatusCode).Should().Be(status);
        }

        var record = (await bed.RequestsAsync()).Should().ContainSingle().Subject;
        record.GetProperty("status").GetInt32().Should().Be(status);
        record.GetProperty("authz_decision").GetString().Should().Be(decision);
        record.GetRawText().Should().NotContain("secret");
    }

    [Theory]
    [InlineData(16, "hit")]
    [InlineData(1, "miss")]
    public async Task A_zip_that_streams_through_is_written_down_with_its_hash_whether_it_is_kept_or_not(int largest, string cache)
    {
        const string Large = $"/{LabModules.Large}/@v/v1.0.0.zip";
        using var bed = new AuditBed();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        byte[] body;
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus").Set("Caching:LargestResponseMegabytes", largest))))
        {
            body = await gateway.Client.GetByteArrayAsync(Large, TestContext.Current.CancellationToken);
            await gateway.LandedAsync();
            (await gateway.Client.GetByteArrayAsync(Large, TestContext.Current.CancellationToken)).Should().Equal(body);
        }

        var records = await bed.RequestsAsync();
        records.Select(record => string.Join(' ', Text(record, "cache", "sha256"))).Should().Equal(
            new[] { "miss", cache }.Select(outcome => $"{outcome} {Convert.ToHexStringLower(SHA256.HashData(body))}"));
    }

    [Fact]
    public async Task Of_a_zip_that_breaks_no_hash_is_written_down()
    {
        using var bed = new AuditBed();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        origin.Break(Fault.DieInBody(300));
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus").Set("Failover:MaxResumes", 0))))
        {
            await gateway.Client.Awaiting(client => client.GetByteArrayAsync(Zip, TestContext.Current.CancellationToken)).Should().ThrowAsync<HttpRequestException>();
        }

        var record = (await bed.RequestsAsync()).Should().ContainSingle().Subject;
        (record.GetProperty("complete").GetBoolean(), record.TryGetProperty("sha256", out _)).Should().Be((false, false));
    }

    [Fact]
    public async Task A_failover_names_every_cluster_that_was_asked()
    {
        using var bed = new AuditBed();
        await using var first = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        await using var second = await Origin.StartAsync(new OriginOptions { Name = "golang", Library = LabModules.Public() });
        first.Break(Fault.Status(503));
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(first).Cluster(second).Route("*", "nexus, golang"))))
        {
            (await gateway.Client.GetAsync("/example.org/hello/@v/list", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        var attempts = (await bed.RequestsAsync())[0].GetProperty("attempts").EnumerateArray().ToList();
        attempts.Select(attempt => attempt.GetProperty("cluster").GetString()).Should().Equal("nexus", "golang");
        attempts.Select(attempt => attempt.GetProperty("outcome").GetString()).Should().Equal("status-5xx", "answer");
    }

    [Fact]
    public async Task Who_leaves_in_the_middle_of_a_body_is_written_down()
    {
        using var bed = new AuditBed();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        origin.Break(Fault.SlowFirstByte(gate.Task));
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus"))))
        {
            using var leaving = new CancellationTokenSource();
            var asking = gateway.Client.GetAsync(Zip, leaving.Token);
            await Eventually.TrueAsync(() => origin.Requests.Count == 1, "the origin is asked", TestContext.Current.CancellationToken);
            await leaving.CancelAsync();
            await FluentActions.Awaiting(() => asking).Should().ThrowAsync<OperationCanceledException>();
            await Eventually.TrueAsync(async () => (await bed.RequestsAsync()).Count == 1, "the request is recorded", TestContext.Current.CancellationToken);
            gate.SetResult();
        }

        (await bed.RequestsAsync())[0].GetProperty("complete").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task What_operators_do_is_written_down()
    {
        using var bed = new AuditBed();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        await using (var gateway = await LabGateway.StartAsync(
            bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus")).Set("Listeners:Ops", new JsonObject { ["Url"] = "http://127.0.0.1:0" })))
        {
            using var client = new HttpClient { BaseAddress = gateway.AddressOf("Ops") };
            foreach (var (method, path, body) in new[] { ("PUT", "api/drains/nexus", "{\"minutes\": 1, \"reason\": \"drill\"}"), ("DELETE", "api/drains/nexus", ""), ("DELETE", "api/cache/example.org/hello", "") })
            {
                var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                request.Headers.Add("X-Gateway", "1");
                (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
            }
        }

        var operations = (await bed.ReadAsync()).Where(record => record.GetProperty("type").GetString() == "operation").ToList();
        operations.Select(record => string.Join(' ', Text(record, "action", "target", "reason", "client"))).Should().Equal(
            "drain nexus drill 127.0.0.1", "undrain nexus  127.0.0.1", "purge example.org/hello  127.0.0.1");
    }

    [Fact]
    public async Task Who_is_turned_away_at_the_handshake_is_written_down()
    {
        using var bed = new AuditBed();
        await using (var site = await new CertificateBed().StartAsync(settings => bed.Record(settings.Set("Listeners:Edge:BadCertificates", "Refuse"))))
        {
            using var stranger = new LabAuthority("Lab strangers");
            await FluentActions.Awaiting(() => site.AskAsync(stranger.IssueClient("build.corp.example"))).Should().ThrowAsync<HttpRequestException>();
            await FluentActions.Awaiting(() => site.AskAsync(null)).Should().ThrowAsync<HttpRequestException>();
            (await site.AskAsync(site.Clients.IssueClient("build.corp.example"))).Status.Should().Be(200);
        }

        var records = await bed.ReadAsync();
        var turnedAway = records.Where(record => record.GetProperty("type").GetString() == "handshake").Select(record => string.Join(' ', Text(record, "listener", "client", "reason"))).ToList();
        turnedAway.Should().Contain(line => line.StartsWith("Edge 127.0.0.1 the client certificate comes from no authority", StringComparison.Ordinal))
            .And.Contain("Edge 127.0.0.1 no client certificate was shown");
        var served = records.Single(record => record.GetProperty("type").GetString() == "request");
        Text(served, "client_cert_subject", "authz_decision").Should().Equal("build.corp.example", "allow");
        served.GetProperty("client_cert_fingerprint").GetString().Should().MatchRegex("^([0-9A-F]{2}:){31}[0-9A-F]{2}$");
    }

    private static IEnumerable<string?> Text(JsonElement record, params IEnumerable<string> fields) =>
        fields.Select(field => record.TryGetProperty(field, out var value) ? value.GetString() : null);
}
