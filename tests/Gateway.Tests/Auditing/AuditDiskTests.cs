using System.Net;
using System.Text.RegularExpressions;
using Gateway.Auditing;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Auditing;

/// <summary>A disk that fails loses records at most, and says so; it never loses the order of them.</summary>
public partial class AuditDiskTests
{
    private const string List = "/example.org/hello/@v/list";

    [Fact]
    public async Task On_a_full_disk_requests_go_on_and_what_is_lost_is_counted_in_the_log_itself()
    {
        using var bed = new AuditBed();
        await using var disk = await SmallDisk.MountAsync(bed.LogFolder);
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus")).Set("Auditing:QueueLength", 16)))
        {
            await AskAsync(gateway, 10);
            await Eventually.TrueAsync(async () => (await bed.RequestsAsync()).Count == 10, "ten are recorded", TestContext.Current.CancellationToken);
            disk.Fill();

            // The queue, what the writer holds, and more than both.
            await AskAsync(gateway, 6000);
            disk.Free();
            await Eventually.TrueAsync(
                async () => (await bed.ReadAsync()).Exists(record => record.GetProperty("type").GetString() == "gap"), "the gap is recorded", TestContext.Current.CancellationToken);
            await AskAsync(gateway, 1);
        }

        var records = await bed.ReadAsync();
        var lost = records.Where(record => record.GetProperty("type").GetString() == "gap").Sum(record => record.GetProperty("lost").GetInt64());
        lost.Should().BePositive();
        (records.Count(record => record.GetProperty("type").GetString() == "request") + lost).Should().Be(6011);
        (await bed.VerifyAsync()).Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.Uncovered == 0 && verdict.Torn == 0);
    }

    [Fact]
    public async Task With_wait_nobody_is_served_unrecorded()
    {
        using var bed = new AuditBed();
        await using var disk = await SmallDisk.MountAsync(bed.LogFolder);
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        var served = 0;
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus"))
            .Set("Auditing:QueueLength", 16).Set("Auditing:WhenFull", "Wait").Set("Auditing:LongestWait", "00:00:00")))
        {
            await AskAsync(gateway, 1);
            disk.Fill();
            HttpStatusCode last;
            do
            {
                using var response = await gateway.Client.GetAsync(List, TestContext.Current.CancellationToken);
                last = response.StatusCode;
                served += last == HttpStatusCode.OK ? 1 : 0;
                if (last != HttpStatusCode.OK)
                {
                    last.Should().Be(HttpStatusCode.ServiceUnavailable);
                    (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().StartWith("unavailable: requests cannot be recorded now");
                }
            }
            while (last == HttpStatusCode.OK);

            disk.Free();
            await Eventually.TrueAsync(
                async () => (await gateway.Client.GetAsync("/example.org/hello/@latest", TestContext.Current.CancellationToken)).StatusCode == HttpStatusCode.OK, "requests are served again", TestContext.Current.CancellationToken);
        }

        (await bed.RequestsAsync()).Count(record => record.TryGetProperty("kind", out var kind) && kind.GetString() == "List" && record.GetProperty("status").GetInt32() == 200)
            .Should().Be(served + 1);
        (await bed.VerifyAsync()).Fault.Should().BeNull();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_loud_and_recovers_by_itself()
    {
        using var bed = new AuditBed();
        await File.WriteAllTextAsync(bed.LogFolder, "in the way", TestContext.Current.CancellationToken);
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus"))))
        {
            await AskAsync(gateway, 3);
            File.Delete(bed.LogFolder);
            await Eventually.TrueAsync(async () => (await bed.RequestsAsync()).Count == 3, "three are recorded", TestContext.Current.CancellationToken);
        }

        (await bed.VerifyAsync()).Fault.Should().BeNull();
    }

    [Fact]
    public async Task After_a_kill_the_log_says_so_and_holds_what_was_answered_a_second_before()
    {
        using var bed = new AuditBed();
        using var folder = new TemporaryFolder();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        var settings = bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus")).Set("Listeners:Ops", new System.Text.Json.Nodes.JsonObject { ["Url"] = "http://127.0.0.1:0" });
        await settings.WriteAsync(new DirectoryInfo(folder.Path));
        using var client = new HttpClient();

        await using (var gateway = await GatewayProcess.StartAsync(TestContext.Current.CancellationToken, $"--settings={folder.Path}"))
        {
            for (var i = 0; i < 20; i++)
            {
                (await client.GetAsync(gateway.GoProxy + List, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
            }

            await Eventually.TrueAsync(async () => (await bed.RequestsAsync()).Count == 20, "all are recorded", TestContext.Current.CancellationToken);
            await gateway.SignalAsync("KILL", TestContext.Current.CancellationToken);
            await gateway.EndsAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        await using (var gateway = await GatewayProcess.StartAsync(TestContext.Current.CancellationToken, $"--settings={folder.Path}"))
        {
            (await client.GetAsync(gateway.GoProxy + List, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
            await gateway.SignalAsync("TERM", TestContext.Current.CancellationToken);
            (await gateway.EndsAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Should().Be(0);
            await gateway.LogsAsync(HeadLine(), TestContext.Current.CancellationToken);
        }

        (await bed.VerifyAsync()).Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.Uncovered == 0);
        (await bed.RequestsAsync()).Should().HaveCount(21);
        (await bed.ReadAsync()).Where(record => record.GetProperty("type").GetString() == "start").Select(record => record.GetProperty("clean").GetBoolean()).Should().Equal(false, false);
    }

    private static async Task AskAsync(LabGateway gateway, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var response = await gateway.Client.GetAsync(List, TestContext.Current.CancellationToken);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [GeneratedRegex(@"The audit log of \S+ has \d+ lines, head [0-9a-f]{64}")]
    private static partial Regex HeadLine();
}
