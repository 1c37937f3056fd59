using FsCheck;
using FsCheck.Fluent;

namespace GoModules.Tests;

public sealed class ModulePathTests
{
    [Theory]
    [InlineData("github.com/Azure/azure-sdk-for-go")]
    [InlineData("example.com")]
    [InlineData("example.com/v2")]
    [InlineData("example.com/x/v10")]
    [InlineData("gopkg.in/yaml.v3")]
    [InlineData("gopkg.in/x/y.v0")]
    [InlineData("gopkg.in/x.v2-unstable")]
    [InlineData("a.b/c_d~e-f.g")]
    [InlineData("a.b/con1/lpt0/common")]
    [InlineData("a.b/c~x1")]
    public void A_module_can_be_called(string path) => ModulePath.FindFault(path).Should().BeNull();

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("/a.b/c", "has an empty element")]
    [InlineData("a.b//c", "has an empty element")]
    [InlineData("a.b/", "has an empty element")]
    [InlineData("corp/x", "has no dot in its first element")]
    [InlineData("-a.b/c", "begins with a dash")]
    [InlineData("Corp.example/x", "has the first element \"Corp.example\", where only lower-case letters, digits, dots and dashes may be")]
    [InlineData("a.b/.git", "has the element \".git\", which begins with a dot")]
    [InlineData("a.b/c.", "has the element \"c.\", which ends with a dot")]
    [InlineData("a.b/..", "has the element \"..\", which ends with a dot")]
    [InlineData("a.b/x y", "has the character ' '")]
    [InlineData("a.b/x\0", "has the character U+0000")]
    [InlineData("a.b/é", "has the character U+00E9")]
    [InlineData("a.b/x@v1", "has the character '@'")]
    [InlineData("a.b/Con.txt", "has the element \"Con.txt\", a name that Windows reserves")]
    [InlineData("a.b/progra~1", "has the element \"progra~1\", which looks like a short name of Windows")]
    [InlineData("a.b/c/v1", "ends with a major version that cannot be one")]
    [InlineData("a.b/c/v02", "ends with a major version that cannot be one")]
    [InlineData("a.b/c/v2.0", "ends with a major version that cannot be one")]
    [InlineData("gopkg.in/yaml", "ends with a major version that cannot be one")]
    [InlineData("gopkg.in/yaml/v2", "ends with a major version that cannot be one")]
    public void A_fault_is_named_in_words(string path, string fault) => ModulePath.FindFault(path).Should().Be(fault);

    [Theory]
    [InlineData("github.com/Azure/Go-X", "github.com/!azure/!go-!x")]
    [InlineData("github.com/azure/x", "github.com/azure/x")]
    public void Upper_case_letters_travel_marked(string path, string escaped)
    {
        ModulePath.TryEscape(path, out var found).Should().BeTrue();
        found.Should().Be(escaped);
        ModulePath.TryUnescape(escaped, out var back).Should().BeTrue();
        back.Should().Be(path);
    }

    [Theory]
    [InlineData("example.com/x", "example.com/x", "", true)]
    [InlineData("example.com/x/v2", "example.com/x", "/v2", true)]
    [InlineData("example.com/x/v1", "example.com/x/v1", "", false)]
    [InlineData("gopkg.in/yaml.v3", "gopkg.in/yaml", ".v3", true)]
    [InlineData("gopkg.in/x.v2-unstable", "gopkg.in/x", ".v2-unstable", true)]
    [InlineData("gopkg.in/yaml", "gopkg.in/yaml", "", false)]
    public void A_path_is_split_at_its_major_version(string path, string prefix, string major, bool splits)
    {
        ModulePath.TrySplitMajor(path, out var foundPrefix, out var foundMajor).Should().Be(splits);
        (foundPrefix, foundMajor).Should().Be((prefix, major));
    }

    [Theory]
    [InlineData("v1.0.0", "", true)]
    [InlineData("v0.1.0", "", true)]
    [InlineData("v2.0.0", "", false)]
    [InlineData("v2.0.0+incompatible", "", true)]
    [InlineData("v2.0.0", "/v2", true)]
    [InlineData("v3.0.0", "/v2", false)]
    [InlineData("v2.0.0", ".v2-unstable", true)]
    [InlineData("v0.0.0-20161208181325-20d25e280405", ".v1", true)]
    [InlineData("v0.0.0-20161208181325-20d25e280405", ".v2", false)]
    public void A_version_belongs_to_the_major_version_of_its_path(string version, string major, bool matches) =>
        ModulePath.MatchesMajor(version, major).Should().Be(matches);

    [Fact]
    public void What_is_escaped_comes_back_in_lower_case_all_the_way()
    {
        var element = Gen.NonEmptyListOf(Gen.Elements("abcXYZ019-_~".ToCharArray())).Select(letters => string.Concat(letters));
        var path = Gen.ListOf(element).Select(elements => string.Join('/', elements.Prepend("a.b")));

        Prop.ForAll(path.ToArbitrary(), path =>
            !ModulePath.TryEscape(path, out var escaped) ||
            (!escaped.Any(char.IsAsciiLetterUpper) && ModulePath.TryUnescape(escaped, out var back) && back == path))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithQuietOnSuccess(true));
    }
}
