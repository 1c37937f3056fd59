using System.Text;

namespace Gateway.Lab.Modules;

/// <summary>Upper-case letters as they come on the wire: <c>Azure</c> is <c>!azure</c>.</summary>
internal static class CaseEncoding
{
    public static string Escape(string name)
    {
        var escaped = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (letter is >= 'A' and <= 'Z')
            {
                escaped.Append('!');
            }

            escaped.Append(letter is >= 'A' and <= 'Z' ? (char)(letter | 0x20) : letter);
        }

        return escaped.ToString();
    }
}
