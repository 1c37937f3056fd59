namespace Gateway.Lab.Commands;

/// <summary>Reads commands a line each, from a person or from a pipe, and prints what they came to.</summary>
internal sealed class Prompt(LabCommands commands, TextReader input, TextWriter output, bool isTerminal)
{
    /// <summary>
    /// Ends with <c>quit</c>, or when a person closes the terminal's input (Ctrl-D). The end of a pipe or file is no wish to
    /// quit: a lab that a script or a supervisor started goes on.
    /// </summary>
    public async Task RunAsync()
    {
        while (!commands.Quit.IsCompleted)
        {
            if (isTerminal)
            {
                await output.WriteAsync("> ");
            }

            // Reading a console blocks and cannot be cancelled; the pool's thread ends with the process.
            if (await Task.Run(input.ReadLine) is not { } line)
            {
                await (isTerminal ? output.WriteLineAsync() : commands.Quit);
                return;
            }

            if (line.Trim().Length > 0)
            {
                await output.WriteLineAsync((await commands.RunAsync(line)).Text);
            }
        }
    }
}
