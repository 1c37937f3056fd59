using System.Net;
using Gateway.FailoverBench;
using Gateway.FailoverBench.Origins;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // Origins that were started are stopped in order.
    pressed.Cancel = true;
    stop.Cancel();
};

return args is ["--origin", var name, var host, var port]
    ? await OriginRun.RunAsync(name, IPAddress.Parse(host), int.Parse(port, null), Console.In, Console.Out)
    : HostNames.AreOurs || !Scenario.All.Any(scenario => scenario.Naming == Naming.Dns && (args.Contains(scenario.Name) || args.All(arg => arg.StartsWith("--", StringComparison.Ordinal))))
        ? await FailoverCommand.RunAsync(args, stop.Token)
        : await HostNames.RunAsync(args);
