using System.Text;
using Gateway;
using Gateway.Lab;
using Gateway.Lab.Demo;
using Gateway.Lab.Tours;

const int stepWentWrong = 1;

// The tour's ticks are in no older code page.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var (arguments, fault) = LabArguments.Read(args);
if (fault is not null)
{
    await Console.Error.WriteLineAsync($"lab: {fault}\n\n{LabArguments.Usage}");
    return ExitCode.Wrong;
}

if (arguments.IsHelp)
{
    await Console.Out.WriteAsync(LabArguments.Usage);
    return ExitCode.Right;
}

try
{
    if (arguments.IsTour)
    {
        return await TourRun.RunAsync(Console.Out) ? ExitCode.Right : stepWentWrong;
    }

    await DemoRun.RunAsync(arguments, Console.In, Console.Out, isTerminal: !Console.IsInputRedirected);
    return ExitCode.Right;
}
catch (Exception stopped) when (StartFault.Sentences(stopped, arguments) is { Count: > 0 } sentences)
{
    foreach (var sentence in sentences)
    {
        await Console.Error.WriteLineAsync($"lab: {sentence}");
    }

    return ExitCode.Wrong;
}
