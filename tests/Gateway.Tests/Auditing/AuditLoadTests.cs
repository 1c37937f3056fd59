using System.Net;
using Gateway.Auditing;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Auditing;

/// <summary>Nothing is missing at full speed, nor when files are put away or moved meanwhile.</summary>
public class AuditLoadTests
{
    [Fact]
    public async Task Fifty_thousand_requests_leave_fifty_thousand_records_and_a_whole_chain()
    {
        using var bed = new AuditBed();
        const int Requests = 50_000;
        const int Clients = 32;
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus")).Set("Auditing:WhenFull", "Wait").Set("Auditing:QueueLength", 256).Set("Auditing:RotateMegabytes", 1)))
        {
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
            {
                for (var i = client; i < Requests; i += Clients)
                {
                    using var response = await gateway.Client.GetAsync(i % 10 == 0 ? "/example.org/nowhere/@v/list" : "/example.org/hello/@v/v1.1.0.mod", TestContext.Current.CancellationToken);
                    response.StatusCode.Should().Be(i % 10 == 0 ? HttpStatusCode.NotFound : HttpStatusCode.OK);
                }
            }));
        }

        var records = await bed.RequestsAsync();
        records.Should().HaveCount(Requests);
        records.Select(record => record.GetProperty("request_id").GetString()).Should().OnlyHaveUniqueItems();
        bed.Files.Should().HaveCountGreaterThan(5, "a megabyte holds a few thousand records");
        (await bed.VerifyAsync()).Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.Uncovered == 0 && verdict.First == 1);
    }

    [Fact]
    public async Task A_file_that_is_moved_or_removed_goes_on_as_a_new_one()
    {
        using var bed = new AuditBed();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        var moved = bed.Log + ".1";
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus"))))
        {
            await AskAsync(gateway, bed);
            File.Move(bed.Log, moved);
            await AskAsync(gateway, bed);
            File.Delete(moved);
            Directory.Delete(bed.LogFolder, recursive: true);
            await AskAsync(gateway, bed);
        }

        (await bed.VerifyAsync()).Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.First > 3 && verdict.Uncovered == 0);
    }

    [Fact]
    public async Task A_log_that_was_moved_by_logrotate_is_one_chain_with_what_follows()
    {
        using var bed = new AuditBed();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        var moved = bed.Log + ".1";
        for (var start = 0; start < 2; start++)
        {
            await using var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus")));
            await AskAsync(gateway, bed);
            if (start == 0)
            {
                File.Move(bed.Log, moved);
                await AskAsync(gateway, bed);
            }
        }

        var verdict = await new AuditVerifier(bed.Signer, null).VerifyAsync([bed.Log, moved], null, TestContext.Current.CancellationToken);
        verdict.Should().Match<AuditVerdict>(found => found.Fault == null && found.First == 1 && found.Uncovered == 0);
        (await bed.ReadAsync()).Where(record => record.GetProperty("type").GetString() == "start").Select(record => record.GetProperty("clean").GetBoolean())
            .Should().Equal([true], "the first process ended in order");
    }

    /// <summary>Asks once and waits for the record.</summary>
    private static async Task AskAsync(LabGateway gateway, AuditBed bed)
    {
        (await gateway.Client.GetAsync("/example.org/hello/@v/list", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
        await Eventually.TrueAsync(
            () => File.Exists(bed.Log) && File.ReadAllText(bed.Log).Contains("\"request\"", StringComparison.Ordinal), "the request is recorded", TestContext.Current.CancellationToken);
    }
}
