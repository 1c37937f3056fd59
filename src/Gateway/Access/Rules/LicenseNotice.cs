namespace Gateway.Access.Rules;

/// <summary>Tells of a licence that a rule would refuse, in answers that are given all the same.</summary>
/// <param name="License">The licence; <c>Unknown</c> for what is no known text.</param>
/// <param name="File">The file it was found in; empty where none is to blame.</param>
internal sealed record LicenseNotice(string License, string File)
{
    /// <summary>The header.</summary>
    public const string Header = "X-Gateway-Licenses";

    // Names of files are anything; in headers they are plain ASCII.
    public override string ToString() => File.Length == 0 ? License : $"{License}; file=\"{string.Concat(File.Select(letter => letter is >= ' ' and < '\x7f' and not '"' and not '\\' ? letter : '?'))}\"";
}
