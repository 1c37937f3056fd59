using System.Net;
using System.Net.Sockets;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Ops;

namespace Gateway.Tests.Commands;

public sealed class HealthCommandTests
{
    [Theory]
    [InlineData("ready\n")]
    [InlineData("live\n", "--live")]
    public async Task A_gateway_that_runs_is_healthy(string said, params string[] more)
    {
        await using var bed = await OperatedBed.StartAsync();
        using var client = new HttpClient { BaseAddress = bed.Ops };
        // Its destinations are looked at first.
        await Eventually.TrueAsync(
            async () => (await client.GetAsync("health/ready", TestContext.Current.CancellationToken)).IsSuccessStatusCode, "the gateway is ready", TestContext.Current.CancellationToken);

        (await Typed.RunAsync(["health", "--ops", $"{bed.Ops}", .. more])).Should().Be(new Output(0, said, ""));
    }

    [Fact]
    public async Task Nobody_there_is_the_answer_no_with_its_reason()
    {
        var answer = await Typed.RunAsync("health", "--ops", $"http://127.0.0.1:{LoopbackPort.Free()}");

        answer.ExitCode.Should().Be(1);
        answer.Text.Should().BeEmpty();
        answer.Error.Should().StartWith("gateway health: http://127.0.0.1:").And.Contain("cannot be reached");
    }

    [Fact]
    public async Task Somebody_who_says_nothing_is_the_answer_no_before_an_engine_would_end_the_asking()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var answer = await Typed.RunAsync("health", "--ops", $"http://{silent.LocalEndpoint}");

        (answer.ExitCode, answer.Error).Should().Be((1, $"gateway health: http://{silent.LocalEndpoint}/ cannot be reached: no answer in time\n"));
    }

    [Theory]
    [InlineData("--opps", "x")]
    [InlineData("ready")]
    [InlineData("--ops", "9090")]
    public async Task Wrong_usage_is_told_with_the_right_one(params string[] arguments)
    {
        var answer = await Typed.RunAsync(["health", .. arguments]);

        answer.ExitCode.Should().Be(2);
        answer.Error.Should().StartWith("gateway health: ").And.Contain("Usage: gateway health [--live] [--ops URL]");
    }
}
