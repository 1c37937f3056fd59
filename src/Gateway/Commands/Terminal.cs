namespace Gateway.Commands;

/// <summary>Where a command reads and writes: the process's own streams, or a test's.</summary>
internal sealed record Terminal(TextReader Input, TextWriter Output, TextWriter Error);
