using System.Net;
using Gateway.Health;
using Gateway.Lab;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Health;

/// <summary>What becomes of requests at a destination that takes them and then says nothing to anybody.</summary>
public class SilenceTests
{
    private const string Zip = "/example.org/hello/@v/v1.1.0.zip";
    private const string Soon = "00:00:00.3";
    private static readonly TimeSpan LongBeforeItsTimeIsOver = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(Zip)]
    [InlineData(HealthBed.Mod)]
    public async Task Who_waits_for_a_replica_that_answers_no_probes_any_more_is_sent_to_another(string path)
    {
        await using var bed = await StartAsync();
        bed.Replicas[0].Fault = Fault.Silence;

        (await GetAsync(bed, path)).Should().Be(HttpStatusCode.OK);

        Counts(bed, path).Should().Be((1, 1));
        bed.Standing(1).Breaker.IsOpen.Should().BeFalse("the probes have said it already");
    }

    [Fact]
    public async Task Of_a_replica_that_says_nothing_to_anybody_a_zip_is_not_waited_for_until_it_is_out()
    {
        await using var bed = await StartAsync(settings => settings.WithHedging().Set("Health:DownAfter", 100));
        bed.Replicas[0].Fault = Fault.Silence;

        (await GetAsync(bed, Zip)).Should().Be(HttpStatusCode.OK);

        Counts(bed, Zip).Should().Be((1, 1));
        bed.Standing(1).State.Should().Be(HealthState.Healthy);
    }

    [Fact]
    public async Task Of_a_replica_that_answers_others_a_zip_is_waited_for()
    {
        await using var bed = await StartAsync(settings => settings.WithHedging(), probeTimeout: "00:00:05");
        bed.Replicas[0].Break(Fault.SlowFirstByte(TimeSpan.FromSeconds(1)), request => request.Path == Zip);

        (await GetAsync(bed, Zip)).Should().Be(HttpStatusCode.OK);

        Counts(bed, Zip).Should().Be((1, 0));
    }

    [Fact]
    public async Task Where_nobody_else_is_left_a_silent_replica_is_waited_for()
    {
        await using var bed = await HealthBed.StartAsync(probeTimeout: Soon);
        await bed.IsAsync(1, HealthState.Healthy);
        bed.Replicas[0].Fault = Fault.Silence;
        var asked = GetAsync(bed, Zip);
        await bed.IsAsync(1, HealthState.Unhealthy);

        bed.Replicas[0].Heal();

        (await asked).Should().Be(HttpStatusCode.OK);
        bed.Replicas[0].Requests.Targets.Count(target => target == Zip).Should().Be(1);
    }

    /// <summary>Two replicas of which the first is asked first.</summary>
    private static async Task<HealthBed> StartAsync(Action<LabSettings>? change = null, string probeTimeout = Soon)
    {
        var bed = await HealthBed.StartAsync(replicas: 2, settings =>
        {
            settings.Balance("athens", "FirstAlphabetical");
            change?.Invoke(settings);
        }, probeTimeout: probeTimeout);
        await bed.IsAsync(1, HealthState.Healthy);
        await bed.IsAsync(2, HealthState.Healthy);
        return bed;
    }

    private static async Task<HttpStatusCode> GetAsync(HealthBed bed, string path)
    {
        using var response = await bed.Gateway.Client.GetAsync(path, TestContext.Current.CancellationToken).WaitAsync(LongBeforeItsTimeIsOver, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static (int First, int Second) Counts(HealthBed bed, string path) => (Count(bed.Replicas[0], path), Count(bed.Replicas[1], path));

    private static int Count(Origin replica, string path) => replica.Requests.Targets.Count(target => target == path);
}
