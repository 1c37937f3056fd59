using Gateway.FailoverBench;
using Gateway.FailoverBench.Origins;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // Origins that were started are stopped in order.
    pressed.Cancel = true;
    stop.Cancel();
};

return args is ["--origin", var name, var port]
    ? await OriginRun.RunAsync(name, int.Parse(port, null), Console.In, Console.Out)
    : await FailoverCommand.RunAsync(args, stop.Token);
