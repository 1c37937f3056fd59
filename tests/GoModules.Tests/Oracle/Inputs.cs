using System.Text;

namespace GoModules.Tests.Oracle;

/// <summary>Makes texts that are nearly right, always the same ones for a seed: good ones, good ones with faults, and noise.</summary>
internal sealed class Inputs(int seed)
{
    private static readonly string[] Noise =
    [
        "/", "//", ".", "..", "-", "_", "~", "~1", "!", "!!", "!a", "+", "@", "%", "%21", "*", "?", "[", "]", "^", "\\",
        ",", " ", "\t", "\n",
        "\0", "\u007f", "\"", "<", ">", "|", ":", "#", "&", "(", "{", "A", "Z", "a", "z", "v", "v1", "v2", "/v0", "/v1",
        "/v2", "/v02",
        "/v2.0", ".v1", ".v0", ".v", "-unstable", "0", "1", "9", "00", "10", "x", "x001", ".p", "é", "日", "İ", "ſ", "K",
        "😀", "con",
        "NUL", "aux.x", "com1", "LPT9", "lpt0", "-0.", ".0.", "-pre", "+incompatible", "+meta", "20191109021931",
        "daa7c04131f5",
    ];

    private static readonly string[] Paths =
    [
        "github.com/Azure/azure-sdk-for-go", "github.com/a/b/v2", "golang.org/x/mod", "gopkg.in/yaml.v3",
        "gopkg.in/check.v1", "corp.example/team/x",
        "gopkg.in/src-d/go-git.v4", "gopkg.in/x.v2-unstable", "gopkg.in/x.v0", "k8s.io/api", "example.com",
        "rsc.io/quote/v10", "a.b-c.d/e_f/G~h",
        "github.com/!azure/!go-!x", "github.com/!a/b/v2", "example.com/con/x", "example.com/a~12",
        "example.com/.hidden", "example.com/a..b/c",
        "golang.org/toolchain", "-a.example/b", "Example.com/a", "localhost/x", "gopkg.in/yaml", "example.com/x/v1",
        "1.2/v3",
    ];

    private static readonly string[] Versions =
    [
        "v1.2.3", "v0.0.0", "v2.0.0", "v2.0.0+incompatible", "v3.1.4", "v1.0.0-rc.1", "v1.0.0-alpha", "v1.0.0-alpha.1",
        "v1.0.0-alpha.beta", "v1.2.3-01",
        "v1.0.0-beta.11", "v1.0.0-0.3.7", "v1.0.0--", "v1.2.3+meta", "v1.2.3-pre+meta.1", "v1", "v1.2", "v01.2.3",
        "v1.2.3-", "v1.2.3+", "latest",
        "master", "main", "Feature-X", "!feature-!x", "v0.0.0-20191109021931-daa7c04131f5",
        "v1.2.4-0.20191109021931-daa7c04131f5",
        "v2.0.1-0.20191109021931-daa7c04131f5+incompatible", "v1.2.3-pre.0.20191109021931-daa7c04131f5",
        "v1.10.0-0.20190230021931-daa7c04131f5",
        "v3.0.0-pre.0.20191109021931-daa7c04131f5+incompatible", "v2.0.0-20191109021931-daa7c04131f5+incompatible",
        "v0.0.0-00010101000000-000000000000",
        "v1.1000000.0-0.20191109021931-daa7c04131f5", "v1.0.100-0.20191109021931-abc", "v0.0.1-go1.24.0.linux-amd64",
        "daa7c04131f5", "a&b=c", "con", "x.",
        "v18446744073709551616.0.0", "v1.2.3-18446744073709551616", "v1.2.3-rc1", "v1.2.3-rc10", "v1.2.3-RC1",
        "v1.0.0-pre-x.0.20191109021931-abc",
    ];

    private static readonly string[] Patterns =
    [
        "corp.example", "*.corp.example", "github.com/Azure", "github.com/*/x", "github.com/a?ure/*", "*", "*/*",
        "golang.org/x/", "corp.example/[a-t]eam",
        "corp.example/[^x]*", "a,b", ",corp.example,", "github.com/[", "github.com/[]a]", "github.com/[a-]",
        "github.com/\\*", "github.com/a\\",
        "git*.com/*z*re", "**.example", "a*b*c*d", "*/x/*", "github.com//x", "[a-z]*.io", "corp.example/[\\]]",
        "corp.example/[日-本]",
    ];

    private static readonly string[] Tiles =
    [
        "tile/8/0/000", "tile/8/0/001", "tile/8/1/x001/234", "tile/8/0/x001/x234/067", "tile/8/0/x001/x234/067.p/1",
        "tile/8/data/123", "tile/8/data/x123/456.p/255",
        "tile/8/0/001.p/256", "tile/8/0/001.p/0", "tile/1/0/001.p/1", "tile/30/5/999.p/1073741823", "tile/31/0/001",
        "tile/0/0/001", "tile/8/0/x000/001", "tile/8/01/001",
        "tile/8/0/x009/x223/x372/x036/x854/x775/807", "tile/8/0/x009/x223/x372/x036/x854/x775/808", "tile/8/0/1",
        "tile/8/0/0001", "tile/8/0/001/",
    ];

    private static readonly string[] Documents =
    [
        """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}""", """{"version":"v1.0.0"}""",
        """{"VERSION":"a","Version":"b"}""", """{"Version":null}""",
        """{"Version":7}""", """{"Origin":{"Version":"x"},"Version":"v1"}""", """["Version"]""", "null", "\"v1.0.0\"",
        """ {"Version" : "\u0076\n1" } """,
        """{"Version":"v1","Version":null}""", """{"Version":["v1"]}""", """{"Version":"v1"}}""",
        "\uFEFF{\"Version\":\"v1\"}", """{"A":[{"B":[1,2e5,true]}],"Version":"v2"}""",
    ];

    private readonly Random _random = new(seed);

    public string Path() => Make(Paths);

    public string Version() => Make(Versions);

    public string Tile() => Make(Tiles);

    public string Document() => Make(Documents);

    public string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    /// <summary>A module path as it is, or with a fault that is still ASCII.</summary>
    public string AsciiPath()
    {
        var path = Path();
        return path.All(char.IsAscii) ? path : Pick(Paths);
    }

    /// <summary>A pattern with a path: any two, or a pattern that is the beginning of the path with some of it left open.</summary>
    public string[] PatternAndPath()
    {
        var path = AsciiPath();
        if (_random.Next(3) == 0)
        {
            return [Make(Patterns), path];
        }

        var pattern = string.Concat(path.Take(_random.Next(path.Length + 1)).Select(character => _random.Next(16) switch
        {
            0 => Pick("*", "?", "*?", "?*", "[a-z]", "[^/]", "[^x]", "[.-9]"),
            1 => Pick("\\" + character, $"[{character}]", $"[^{character}]", $"*{character}", $"{character}*"),
            _ => character.ToString(),
        }));
        return [pattern + Pick("", "", "*", "/", "/*", "?"), path];
    }

    public string List() =>
        string.Concat(Enumerable.Range(0, _random.Next(5)).Select(_ =>
            Pick("", "", " ", "\t") + Version() + Pick("", "", " 2020-01-01T00:00:00Z", " x y", "\tz ") +
            Pick("\n", "\n", "\r\n", "\n\n", "")));

    /// <summary>Lines of a go.mod that may take versions back; none of another directive that Go would find fault with.</summary>
    public string GoMod() => string.Concat(Enumerable.Range(0, 1 + _random.Next(5)).Select(_ => string.Concat(
        Pick("retract ", "retract ", "retract", "retract (\n", "\t", "", ")", "exclude ", "// retract "),
        Pick("v1.0.0", "[v1.0.0, v1.2.0]", "[ v1.0.0 ,v1.2.0 ] x", "\"v1.0.0\"", "[\"v1.0.0\",v2]", "[v1.0.0", "[v1.0.0, ]", "(", "( )", "()", ")", "`v1.0.0`", "v1.0.0 v1.1.0", "v1\"0", ",", "]",
            "v1.0.0(", "", "v1.2.0 // bad", "v1.2.0//bad", "'v1'", "[v1.0.0,v1.2.0] // a", "é", "\u00a0", "\"v1", "a /* b", "{", "\u200b", "v1.0.0\r", "v1.0.0\n)\n", "v1.0.0\n)", "😀"),
        Pick("\n", "\n", "\n", "\r\n", "\n\n", "\n)\n", ""))));

    private string Make(string[] good)
    {
        var text = Pick(good);
        if (_random.Next(20) == 0)
        {
            text = string.Concat(Enumerable.Range(0, _random.Next(6)).Select(_ => Pick(Noise)));
        }

        for (var faults = _random.Next(4); faults > 0; faults--)
        {
            text = Change(text, Pick(good));
        }

        // JSON cannot carry half of a surrogate pair.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    private string Change(string text, string other)
    {
        var at = _random.Next(text.Length + 1);
        var cut = Math.Min(text.Length, at + _random.Next(1, 4));
        return _random.Next(6) switch
        {
            0 => text[..at] + Pick(Noise) + text[at..],
            1 => text[..at] + Pick(Noise) + text[cut..],
            2 => text[..at] + text[cut..],
            3 => text[..at] + other[_random.Next(other.Length)..],
            4 => text[..at] + text[at..].ToUpperInvariant(),
            _ => text[..at] + (char)_random.Next(' ', '\u007f') + text[at..],
        };
    }
}
