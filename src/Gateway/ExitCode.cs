namespace Gateway;

/// <summary>What the process tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Right = 0;

    /// <summary>The answer is no: it was refused, or not all of it could be done.</summary>
    public const int No = 1;

    /// <summary>The settings or the arguments are wrong.</summary>
    public const int Wrong = 2;
}
