namespace Gateway.Access.Rules;

/// <summary>What can be told of module patterns without a module.</summary>
internal static class RuleModules
{
    /// <summary>Whether a pattern names modules and does not just take them: its first element has a letter or a digit outside of wildcards.</summary>
    public static bool IsByName(string pattern)
    {
        var isInClass = false;
        foreach (var letter in pattern.Split('/')[0])
        {
            if (!isInClass && char.IsAsciiLetterOrDigit(letter))
            {
                return true;
            }

            isInClass = letter == '[' || (isInClass && letter != ']');
        }

        return false;
    }
}
