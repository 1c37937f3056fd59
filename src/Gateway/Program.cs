using Gateway.Commands;

return await CommandLine.RunAsync(args, new Terminal(Console.In, Console.Out, Console.Error));
