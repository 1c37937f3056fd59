namespace Gateway.Tests.EndToEnd;

/// <summary>What a program left behind: its exit code and what it printed.</summary>
internal sealed record Output(int ExitCode, string Text, string Error)
{
    /// <summary>The lines of standard output.</summary>
    public IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The same, after a look at the exit code; a failure shows everything that was printed.</summary>
    public Output Succeeded()
    {
        ExitCode.Should().Be(0, "it printed:\n{0}\n{1}", Text, Error);
        return this;
    }
}
