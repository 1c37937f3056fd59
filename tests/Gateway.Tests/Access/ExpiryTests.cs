using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using Gateway.Access.Certificates;
using Gateway.Lab.Certificates;

namespace Gateway.Tests.Access;

public sealed class ExpiryTests
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(365, 31, null)]
    [InlineData(365, 30, 30.0)]
    [InlineData(365, 7.1, 30.0)]
    [InlineData(365, 7, 7.0)]
    [InlineData(365, 1, 1.0)]
    [InlineData(365, 0, 0.0)]
    [InlineData(365, -9, 0.0)]
    [InlineData(60, 30, null)]
    [InlineData(60, 7, 7.0)]
    [InlineData(7, 2, null)]
    [InlineData(7, 1, 1.0)]
    [InlineData(1.5, 1, null)]
    [InlineData(1.5, 0.5, 0.5)]
    [InlineData(1.5, 0, 0.0)]
    public void The_marks_before_an_end_fit_the_life(double days, double left, double? mark)
    {
        var expiry = new Expiry(ExpiringFile.Server, "Edge", "server.pem", "CN=a", Beginning, Beginning.AddDays(days));

        expiry.Reached(expiry.Until.AddDays(-left)).Should().Be(mark is { } some ? TimeSpan.FromDays(some) : null);
    }

    [Fact]
    public async Task An_end_is_told_ahead_and_when_it_comes_each_once()
    {
        var time = new ManualTime();
        await using var bed = new CertificateBed(time);
        bed.PutServer(bed.Servers.IssueServer(lifetime: TimeSpan.FromDays(9)));
        bed.Put("crl", bed.Clients.Revoke(time.GetUtcNow().AddDays(20)));
        await bed.StartAsync(settings => settings.Set("ClientCertificates:Revocations", bed.PathOf("crl")));

        time.Move(TimeSpan.FromDays(1));
        await bed.ReloadAsync();
        bed.Log.Of(7004).Should().BeEmpty();

        time.Move(TimeSpan.FromDays(7.5));
        for (var reload = 0; reload < 3; reload++)
        {
            (await bed.ReloadAsync()).Should().BeTrue();
        }

        bed.Log.Of(7004).Should().ContainSingle().Which.Text.Should().Be($"{bed.PathOf("server.pem")} (CN=lab server) ends in 12 hours, on {time.GetUtcNow().AddDays(0.5):u}");

        time.Move(TimeSpan.FromDays(1));
        for (var reload = 0; reload < 3; reload++)
        {
            (await bed.ReloadAsync()).Should().BeTrue("what has ended in force keeps no other change out");
        }

        bed.Log.Of(7005).Should().ContainSingle().Which.Text.Should().StartWith($"{bed.PathOf("server.pem")} (CN=lab server) ended on ");

        time.Move(TimeSpan.FromDays(4));
        await bed.ReloadAsync();
        bed.Log.Of(7004).Should().HaveCount(2).And.Contain(line => line.Text.StartsWith($"{bed.PathOf("crl")} (CN=Lab clients) ends in 6 days"));
    }

    [Fact]
    public async Task The_time_left_is_shown_by_file_listener_and_cluster()
    {
        var time = new ManualTime();
        await using var bed = new CertificateBed(time);
        bed.PutServer(bed.Servers.IssueServer(lifetime: TimeSpan.FromDays(2)));
        bed.Put("crl", bed.Clients.Revoke(time.GetUtcNow().AddDays(1)));
        using var ours = bed.Clients.IssueClient(new LabClient { Names = ["edge.corp.example"], Until = time.GetUtcNow().AddDays(3) });
        bed.Put("ours.key", ours.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        bed.Put("ours.pem", ours.ExportCertificatePem());
        using var inside = new LabAuthority("Lab inside", time);
        bed.Put("inside.pem", inside.Pem);
        await bed.StartAsync(settings => settings.Set("ClientCertificates:Revocations", bed.PathOf("crl"))
            .Cluster("origin", new { Certificate = bed.PathOf("ours.pem"), Key = bed.PathOf("ours.key"), Authorities = bed.PathOf("inside.pem") }, bed.Origin.Address));
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        var factory = bed.Gateway.App.Services.GetService(typeof(IMeterFactory));
        listener.InstrumentPublished = (instrument, me) =>
        {
            if (instrument.Name == "gateway.access.expires_in" && instrument.Meter.Scope == factory)
            {
                me.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => seen[string.Join(' ', tags.ToArray().Select(tag => tag.Value))] = value);
        listener.Start();

        listener.RecordObservableInstruments();

        seen.Should().BeEquivalentTo(new Dictionary<string, double>
        {
            ["Server Edge "] = 2 * 86400,
            ["Revocations  "] = 86400,
            ["Authority  "] = 30 * 86400,
            ["Client  origin"] = 3 * 86400,
            ["ClusterAuthority  origin"] = 30 * 86400,
        });
    }
}
