namespace Gateway.Lab.Tours;

/// <summary>Whether a step went as it should, what that would have been, and what was seen.</summary>
internal sealed record Finding(bool IsRight, string Expected, string Seen)
{
    public static Finding Of(bool isRight, string expected, Sight sight) => new(isRight, expected, $"GET {sight.Path}: {sight}");
}
