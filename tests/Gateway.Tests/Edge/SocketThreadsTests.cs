using Gateway.Edge;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Edge;

/// <summary>Whoever hears of packets does not take a busy gateway's core from whoever answers them, and is heard at once otherwise.</summary>
public sealed class SocketThreadsTests : IDisposable
{
    // proc_pid_stat(5): the 41st field, the 39th from the one behind the name on.
    private const int PolicyBehindName = 38;
    private const string Batch = "3";

    private readonly string _hears = $"hears {Guid.NewGuid():N}"[..15];
    private readonly string _works = $"works {Guid.NewGuid():N}"[..15];
    private readonly ManualResetEventSlim _isHearing = new();
    private readonly ManualResetEventSlim _isWanted = new();
    private readonly ManualResetEventSlim _isStarted = new();
    private readonly ManualResetEventSlim _isOver = new();
    private readonly StepTime _time = new();
    private readonly string _usual = Policy(StatOf($"/proc/self/task/{Environment.ProcessId}"));
    private readonly Thread _thread;
    private readonly SocketThreads _tested;
    private TimeSpan _used;

    public SocketThreadsTests()
    {
        _thread = new Thread(Hear) { Name = _hears };
        _thread.Start();
        // By then it has its name.
        _isHearing.Wait(TestContext.Current.CancellationToken);
        _tested = new SocketThreads(_time) { Named = _hears, Used = () => _used };
        _tested.Look();
    }

    public void Dispose()
    {
        _isOver.Set();
        _thread.Join();
        _tested.Dispose();
        _isHearing.Dispose();
        _isWanted.Dispose();
        _isStarted.Dispose();
        _isOver.Dispose();
    }

    [Fact]
    public void They_wait_for_their_turn_while_the_gateway_is_busy()
    {
        Look(0.6).Should().Be(Batch);
        Look(0.45).Should().Be(Batch, "what goes to and fro is left as it is");
        for (var second = 1; second < 60; second++)
        {
            Look(0.3).Should().Be(Batch, "the next wave may come");
        }

        Look(0.3).Should().Be(_usual, "who is not busy has nobody to interrupt, and strangers need not be waited for");
        Look(0.45).Should().Be(_usual);
        Look(0.6).Should().Be(Batch);
    }

    [Fact]
    public void A_minute_of_quiet_counts_from_the_last_that_was_none()
    {
        Look(0.6);
        for (var wave = 0; wave < 3; wave++)
        {
            for (var second = 0; second < 59; second++)
            {
                Look(0.1).Should().Be(Batch);
            }

            Look(0.45).Should().Be(Batch);
        }
    }

    [Fact]
    public void A_worker_that_one_of_them_starts_is_as_all_others()
    {
        Look(0.6).Should().Be(Batch);

        _isWanted.Set();
        _isStarted.Wait(TestContext.Current.CancellationToken);

        PolicyOf(_works).Should().Be(_usual, "Linux would make it as the one that starts it, and .NET does not leave it so");
    }

    [Fact]
    public async Task A_gateway_looks_after_those_of_its_own()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Route("*", origin.Name));

        var own = gateway.App.Services.GetServices<IHostedService>().OfType<SocketThreads>().Should().ContainSingle().Subject;

        PolicyOf(own.Named).Should().BeOneOf(_usual, Batch);
        own.Used().Should().BePositive();
    }

    /// <summary>Lets the gateway take so much of its processors for a second, and says what became of the one that hears.</summary>
    private string Look(double share)
    {
        _time.Move(TimeSpan.FromSeconds(1));
        _used += TimeSpan.FromSeconds(share * Environment.ProcessorCount);
        _tested.Look();
        return PolicyOf(_hears);
    }

    private void Hear()
    {
        _isHearing.Set();
        if (WaitHandle.WaitAny([_isOver.WaitHandle, _isWanted.WaitHandle]) == 1)
        {
            var worker = new Thread(Work) { Name = _works };
            worker.Start();
            worker.Join();
        }
    }

    private void Work()
    {
        _isStarted.Set();
        _isOver.Wait();
    }

    private static string Policy(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[PolicyBehindName];

    private static string PolicyOf(string name) =>
        Policy(Directory.EnumerateDirectories("/proc/self/task").Select(StatOf).First(stat => stat.Contains($"({name})", StringComparison.Ordinal)));

    private static string StatOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "stat"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
