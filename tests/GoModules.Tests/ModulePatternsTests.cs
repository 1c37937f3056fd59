using GoModules.Tests.Oracle;

namespace GoModules.Tests;

public sealed class ModulePatternsTests
{
    [Theory]
    [InlineData("corp.example", "corp.example", true)]
    [InlineData("corp.example", "corp.example/x/y", true)]
    [InlineData("corp.example/", "corp.example/x", true)]
    [InlineData("corp.example", "corp.examples/x", false)]
    [InlineData("corp.example", "git.corp.example/x", false)]
    [InlineData("corp.example/x", "corp.example", false)]
    [InlineData("*.corp.example", "git.corp.example/x", true)]
    [InlineData("*.corp.example", "corp.example/x", false)]
    [InlineData("*", "anything.example/x/y", true)]
    [InlineData("github.com/*/x", "github.com/a/x/v2", true)]
    [InlineData("github.com/*/x", "github.com/a/b/x", false)]
    [InlineData("github.com/a?c", "github.com/abc", true)]
    [InlineData("github.com/a?c", "github.com/a/c", false)]
    [InlineData("github.com/[a-c]*", "github.com/baz", true)]
    [InlineData("github.com/[^a-c]*", "github.com/baz", false)]
    [InlineData("github.com/*z*re", "github.com/azurezzre", true)]
    [InlineData("a.b,,c.d/", "c.d/x", true)]
    [InlineData("github.com/[,c.d", "c.d/x", true)]
    [InlineData("github.com/[", "github.com/[", false)]
    [InlineData("", "a.b", false)]
    [InlineData("github.com/Azure", "github.com/azure", false)]
    [InlineData("corp.example/...", "corp.example/x", false)]
    public void A_pattern_matches_the_beginning_of_a_path(string globs, string module, bool matches)
    {
        ModulePattern.MatchesPrefix(globs, module).Should().Be(matches);
        new ModulePatterns(globs.Split(',')).Matches(module).Should().Be(matches);
    }

    [Fact]
    public void No_pattern_matches_nothing() => new ModulePatterns([]).Matches("a.b/c").Should().BeFalse();

    [Theory]
    [InlineData("corp.example", null)]
    [InlineData("*.corp.example", null)]
    [InlineData("*", null)]
    [InlineData("corp.example/team/", null)]
    [InlineData("github.com/Azure,*.example/x[0-9]", null)]
    [InlineData("", "is empty")]
    [InlineData("a.b,", "is empty")]
    [InlineData("/", "is empty")]
    [InlineData("corp.example/[", "is malformed: a '[' without its ']', or a '\\' with nothing after it")]
    [InlineData("corp.example/x\\", "is malformed: a '[' without its ']', or a '\\' with nothing after it")]
    [InlineData("https://corp.example", "begins with \"https://\": a module path has no scheme")]
    [InlineData("https://*.example", "begins with \"https://\": a module path has no scheme")]
    [InlineData("corp.example/...", "ends with \"/...\": leave that out, everything below matches anyway")]
    [InlineData("corp.example:8080/x", "has the character ':', which no module path has")]
    [InlineData(" corp.example", "has the character ' ', which no module path has")]
    [InlineData("Corp.Example/x", "has upper-case letters in \"Corp.Example\", where a module path has none")]
    [InlineData("/corp.example", "has an element that no module path has")]
    [InlineData("corp.example//", "has an element that no module path has")]
    [InlineData("*.example/../x", "has an element that no module path has")]
    [InlineData("*.example *.corp", "has a space in it")]
    public void A_pattern_that_can_match_nothing_says_why(string pattern, string? fault) =>
        ModulePatterns.FindFault(pattern).Should().Be(fault);

    [Theory]
    [InlineData("https://corp.example")]
    [InlineData("corp.example/...")]
    [InlineData("corp.example:8080/x")]
    [InlineData("Corp.Example/x")]
    [InlineData("/corp.example")]
    public void A_pattern_with_a_fault_indeed_matches_nothing(string pattern) =>
        new ModulePatterns([pattern]).Matches("corp.example/x").Should().BeFalse();

    [Fact]
    public void No_pattern_is_called_useless_that_matches_a_module()
    {
        var inputs = new Inputs(5);
        var pairs = Enumerable.Range(0, 20_000).Select(_ => inputs.PatternAndPath()).Where(pair => ModulePath.IsValid(pair[1])).ToList();

        var wrong = pairs.Where(pair => ModulePattern.MatchesPrefix(pair[0], pair[1]));
        wrong = wrong.Where(pair => pair[0].Split(',').All(part => ModulePatterns.FindFault(part) is not null));

        wrong.Should().BeEmpty();
        pairs.Count(pair => ModulePatterns.FindFault(pair[0]) is not null).Should().BeGreaterThan(1000);
    }
}
