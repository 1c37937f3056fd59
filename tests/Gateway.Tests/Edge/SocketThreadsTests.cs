using Gateway.Edge;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Edge;

/// <summary>Whoever hears of packets does not take the core from whoever answers them.</summary>
public class SocketThreadsTests
{
    // proc_pid_stat(5): the 41st field, the 39th behind the name, which may hold blanks.
    private const int PolicyBehindName = 38;

    [Fact]
    public async Task They_wait_for_their_turn_once_the_gateway_listens()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Route("*", origin.Name));

        var stats = Directory.EnumerateDirectories("/proc/self/task").Select(StatOf).Where(stat => stat.Contains($"({SocketThreads.Name})", StringComparison.Ordinal)).ToList();

        stats.Should().NotBeEmpty();
        stats.Should().AllSatisfy(stat => stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[PolicyBehindName].Should().Be($"{SocketThreads.Batch}"));
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
