using System.Net;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.FailoverBench.Origins;

/// <summary>An origin as a process of its own, told by lines what to do. It ends with its input.</summary>
internal static class OriginRun
{
    /// <summary>How long a well origin thinks.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    public static async Task<int> RunAsync(string name, IPAddress host, int port, TextReader input, TextWriter output)
    {
        var library = ModuleSet.Library();
        var kind = name == "golang" ? OriginOptions.PublicLike(library) : OriginOptions.AthensLike(library);
        await using var origin = await Origin.StartAsync(kind with { Name = name, Host = host, Port = port, FirstByteDelay = Pace });
        await output.WriteLineAsync($"{origin.Address}");
        while (await input.ReadLineAsync() is { } order)
        {
            switch (order)
            {
                case "half":
                    // Its health page is no better than the rest of it.
                    origin.Break(Fault.Status(503), _ => Random.Shared.Next(2) == 0);
                    break;
                case "slow":
                    origin.Break(Fault.SlowFirstByte(9 * Pace));
                    break;
                default:
                    origin.Heal();
                    break;
            }

            await output.WriteLineAsync(order);
        }

        return ExitCode.Right;
    }
}
