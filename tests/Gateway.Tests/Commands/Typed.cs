using Gateway.Commands;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Commands;

/// <summary>Runs a command as if it were typed, in this process.</summary>
internal static class Typed
{
    public static Task<Output> RunAsync(params string[] args) => RunWithInputAsync("", args);

    public static async Task<Output> RunWithInputAsync(string input, params string[] args)
    {
        var terminal = new Terminal(new StringReader(input), new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(args, terminal, TestContext.Current.CancellationToken);
        return new Output(code, terminal.Output.ToString()!, terminal.Error.ToString()!);
    }
}
