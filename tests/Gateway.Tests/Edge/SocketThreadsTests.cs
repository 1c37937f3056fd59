using Gateway.Edge;
using Gateway.Tests.Limits;

namespace Gateway.Tests.Edge;

/// <summary>Whoever hears of packets does not take a busy gateway's core from whoever answers them, and is heard at once otherwise.</summary>
public sealed class SocketThreadsTests : IDisposable
{
    // proc_pid_stat(5): the 41st field, the 39th from the one behind the name on.
    private const int PolicyBehindName = 38;
    private const string Normal = "0";
    private const string Batch = "3";

    private readonly string _name = $"hears {Guid.NewGuid():N}"[..15];
    private readonly ManualResetEventSlim _over = new();
    private readonly StepTime _time = new();
    private readonly Thread _thread;

    public SocketThreadsTests()
    {
        _thread = new Thread(_over.Wait) { Name = _name };
        _thread.Start();
    }

    public void Dispose()
    {
        _over.Set();
        _thread.Join();
        _over.Dispose();
    }

    [Fact]
    public void They_wait_for_their_turn_while_the_gateway_is_busy()
    {
        var used = TimeSpan.Zero;
        using var threads = new SocketThreads(_time) { Named = _name, Used = () => used };

        Look(0.4).Should().Be(Normal);
        Look(0.6).Should().Be(Batch);
        Look(0.6).Should().Be(Batch);
        Look(0.4).Should().Be(Normal, "who is not busy has nobody to interrupt, and strangers need not be waited for");

        string Look(double share)
        {
            _time.Move(TimeSpan.FromSeconds(1));
            used += TimeSpan.FromSeconds(share * Environment.ProcessorCount);
            threads.Look();
            return PolicyOf(_name);
        }
    }

    [Fact]
    public void They_are_called_what_they_are_looked_for_by()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        using var threads = new SocketThreads(_time);

        PolicyOf(threads.Named).Should().BeOneOf(Normal, Batch);
        accepting.IsCompleted.Should().BeFalse();
    }

    private static string PolicyOf(string name)
    {
        var stat = Directory.EnumerateDirectories("/proc/self/task").Select(StatOf).First(stat => stat.Contains($"({name})", StringComparison.Ordinal));
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[PolicyBehindName];
    }

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
