namespace Gateway.Access.Rules;

/// <summary>The texts of refusals by rules, for <c>GoAnswers.RefuseAsync</c>: what, by which rule, why, whom to ask.</summary>
internal static class DecisionText
{
    private const int LongestSubject = 120;

    /// <summary>The lines of a refusal.</summary>
    /// <param name="decision">What was decided.</param>
    /// <param name="what">What was asked for, as people write it.</param>
    /// <param name="caller">Who asked.</param>
    /// <param name="contact">Whom a developer may ask; empty when nobody is named.</param>
    public static IEnumerable<string> Of(Decision decision, string what, Caller caller, string contact)
    {
        yield return FirstLine(decision, what);
        foreach (var line in (string[])[decision.Reason, decision.Detail])
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }

        if (decision.RuleId == Decision.ByPrivacy)
        {
            yield return "private modules are given to callers who show a certificate or a token, or whom a rule allows them by name";
        }

        yield return caller.IsIdentified ? $"you are known as {Shown(caller.Subject)}" : "you have shown neither a certificate nor a token";
        if (contact.Length > 0)
        {
            yield return $"contact: {contact}";
        }
    }

    private static string FirstLine(Decision decision, string what) => (decision.RuleId, decision.Status) switch
    {
        (Decision.ByPrivacy, StatusCodes.Status404NotFound) => $"not found: {what}, which is private, and it is not known who asks",
        (Decision.ByPrivacy, _) => $"forbidden: {what} is private, and it is not known who asks",
        (Decision.ByDefault, StatusCodes.Status404NotFound) => $"not found: {what}, which no rule allows",
        (Decision.ByDefault, _) => $"forbidden: no rule allows {what}",
        (var rule, StatusCodes.Status404NotFound) => $"not found: {what}, which rule \"{rule}\" denies",
        (var rule, StatusCodes.Status503ServiceUnavailable) => $"unavailable: rule \"{rule}\" cannot decide about {what} now",
        var (rule, _) => $"forbidden: rule \"{rule}\" denies {what}",
    };

    // Names in certificates are anything that an authority has signed; go prints no text with what cannot be seen.
    private static string Shown(string subject) =>
        string.Concat(subject.Take(LongestSubject).Select(letter => char.IsAsciiLetterOrDigit(letter) || char.IsPunctuation(letter) || char.IsSymbol(letter) || letter == ' ' ? letter : '?'));
}
