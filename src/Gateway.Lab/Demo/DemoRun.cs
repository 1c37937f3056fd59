using Gateway.Lab.Commands;

namespace Gateway.Lab.Demo;

/// <summary>The lab for people: up until somebody wants it to end.</summary>
internal static class DemoRun
{
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task RunAsync(LabArguments arguments, TextReader input, TextWriter output, bool isTerminal)
    {
        using var signals = new StopSignals();
        await using var landscape = await Landscape.StartAsync(new LandscapeOptions
        {
            Port = arguments.Port,
            OpsPort = arguments.OpsPort,
            LogLevel = LogLevel.Warning,
        });
        using var commands = new LabCommands(landscape);
        await using var control = await ControlPort.StartAsync(arguments.ControlPort, commands);
        await output.WriteAsync(WelcomeScreen.Of(landscape, control.Address));

        var prompt = new Prompt(commands, input, output, isTerminal).RunAsync();
        await await Task.WhenAny(prompt, commands.Quit, signals.Received);
    }
}
