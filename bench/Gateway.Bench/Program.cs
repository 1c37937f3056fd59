using Gateway.Bench;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // Servers that were started are stopped in order.
    pressed.Cancel = true;
    stop.Cancel();
};

return await BenchCommand.RunAsync(args, stop.Token);
