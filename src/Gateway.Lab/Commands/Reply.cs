namespace Gateway.Lab.Commands;

/// <summary>What a command came to, for the one who gave it.</summary>
/// <param name="IsUnderstood">False when nothing was done because the words made no command.</param>
/// <param name="Text">One line or more, without a line end.</param>
internal sealed record Reply(bool IsUnderstood, string Text)
{
    public static Reply Of(string text) => new(true, text);

    public static Reply NotUnderstood(string text) => new(false, text);
}
