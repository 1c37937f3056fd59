using Gateway.Bench;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // Servers that were started are stopped in order.
    pressed.Cancel = true;
    stop.Cancel();
};

if (args is ["scratch", var n]) { await Scratch.RunAsync(int.Parse(n)); return 0; }
return await BenchCommand.RunAsync(args, stop.Token);
