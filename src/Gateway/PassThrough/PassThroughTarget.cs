namespace Gateway.PassThrough;

/// <summary>Tells targets that have one reading only from those that somebody behind us could take for another path.</summary>
/// <remarks>
/// Rules are about paths. Servers differ in whether they undo <c>%2F</c>, <c>..;</c> or a second escape, so what a rule allows
/// could become what it does not.
/// </remarks>
internal static class PassThroughTarget
{
    // Slash, backslash, percent, dot, semicolon, NUL, line ends: nothing that a path needs to escape, or nothing that it needs.
    private static readonly string[] Escapes = ["%2f", "%5c", "%25", "%2e", "%3b", "%00", "%0a", "%0d"];

    /// <summary>Whether the path of a raw target has one reading.</summary>
    public static bool IsPlain(string raw)
    {
        var path = raw.Split('?', 2)[0];
        return path.StartsWith('/')
            && !path.AsSpan().ContainsAny('\\', ';')
            && !path.Contains("//", StringComparison.Ordinal)
            && !Escapes.Any(escape => path.Contains(escape, StringComparison.OrdinalIgnoreCase))
            && !path.Split('/').Any(element => element is "." or "..");
    }
}
