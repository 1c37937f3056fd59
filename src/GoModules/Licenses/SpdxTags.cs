using System.Text.RegularExpressions;

namespace GoModules.Licenses;

/// <summary>Lines that name a licence by its id: <c>SPDX-License-Identifier: MIT OR Apache-2.0</c>.</summary>
/// <remarks>https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions. Every licence of an expression is named, also where one may choose.</remarks>
internal static partial class SpdxTags
{
    /// <summary>Removes the lines from a text.</summary>
    public static string Remove(string text) => Tag().Replace(text, "");

    /// <summary>The ids that are named, as they are written.</summary>
    public static IEnumerable<string> Find(string text)
    {
        foreach (Match tag in Tag().Matches(text))
        {
            var isException = false;
            foreach (Match word in Word().Matches(tag.Groups[1].Value))
            {
                if (!isException && word.Value is not ("AND" or "OR" or "WITH" or "and" or "or" or "with"))
                {
                    yield return word.Value;
                }

                isException = word.Value is "WITH" or "with";
            }
        }
    }

    [GeneratedRegex(@"SPDX-License-Identifier:[ \t]*([^\r\n]{0,500})", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[A-Za-z0-9.+:-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
