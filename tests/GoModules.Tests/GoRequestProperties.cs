using FsCheck;
using FsCheck.Fluent;

namespace GoModules.Tests;

/// <summary>What holds for every target, whatever it is.</summary>
public sealed class GoRequestProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(5000).WithQuietOnSuccess(true);

    // Pieces that meet in real targets and in attacks, so that a good part of what is made of them parses.
    private static readonly Gen<string> Target = Gen.Elements(
            "/", "/", "github.com", "a.b", "x", "!a", "%21b", "%2B", "%40", "%2f", "%", "..", "@v/", "@latest", "list", "v1.0.0",
            "v2.0.0+incompatible", "main", ".info", ".mod", ".zip", "sumdb/sum.golang.org/", "lookup/", "@", "tile/8/0/", "001", "x001/",
            ".p/", "7", "supported", "?", "\\", "A", "é", "\0")
        .ListOf().Select(pieces => "/" + string.Concat(pieces));

    private static readonly Gen<string> Sound =
        from module in Gen.Elements("github.com/Azure/X", "gopkg.in/yaml.v3", "a.b/c-d_e~f/v2", "example.com")
        from version in Gen.Elements("v3.0.0", "v2.0.0", "v1.0.0-RC1", "v2.0.0+incompatible", "Main", "a@b", "v1", "x=y&z")
        from kind in Gen.Elements(".info", ".mod", ".zip")
        from bang in Gen.Elements("!", "%21")
        from at in Gen.Elements("@", "%40")
        from plus in Gen.Elements("+", "%2b", "%2B")
        let file = $"/{Escape(module)}/@v/{EscapeVersion(version)}{kind}"
        select file.Replace("!", bang).Replace("@", at).Replace("+", plus);

    [Fact]
    public void No_text_makes_the_parser_throw() =>
        Prop.ForAll(Gen.OneOf(ArbMap.Default.GeneratorFor<string>(), Target).ToArbitrary(), text =>
        {
            GoRequest.Parse(text);
            GoRequest.Parse("/" + text);
        }).Check(Many);

    [Fact]
    public void The_canonical_path_is_read_as_the_same_request() =>
        Prop.ForAll(Gen.OneOf(Target, Sound).ToArbitrary(), target =>
            GoRequest.Parse(target) is not { } request || request.Equals(GoRequest.Parse("/" + request.Path))).Check(Many);

    [Fact]
    public void A_canonical_path_holds_nothing_that_another_reader_could_take_for_something_else() =>
        Prop.ForAll(Gen.OneOf(Target, Sound).ToArbitrary(), target =>
            GoRequest.Parse(target) is not { } request ||
            (!request.Path.AsSpan().ContainsAny(['%', '?', '#', '\\']) &&
                request.Path.All(char.IsAscii) &&
                !request.Path.Any(char.IsControl) &&
                request.Path.Split('/').All(element => element.Length > 0 && element.Trim('.').Length > 0))).Check(Many);

    [Fact]
    public void However_a_sound_request_is_spelled_it_has_one_path() =>
        Prop.ForAll(Sound.ToArbitrary(), target =>
            GoRequest.Parse(target)?.Path == GoRequest.Parse(Uri.UnescapeDataString(target))?.Path).Check(Many);

    [Fact]
    public void Module_and_version_are_all_that_the_path_says() =>
        Prop.ForAll(Sound.ToArbitrary(), target =>
            GoRequest.Parse(target) is not { } request ||
            request.Path.StartsWith($"{Escape(request.Module)}/@v/{EscapeVersion(request.Version)}.", StringComparison.Ordinal)).Check(Many);

    [Fact]
    public void The_targets_of_these_properties_are_requests_often_enough() =>
        Sound.Sample(1000).Count(target => GoRequest.Parse(target) is not null).Should().BeGreaterThan(200);

    private static string Escape(string module)
    {
        ModulePath.TryEscape(module, out var escaped).Should().BeTrue();
        return escaped;
    }

    private static string EscapeVersion(string version)
    {
        ModuleVersion.TryEscape(version, out var escaped).Should().BeTrue();
        return escaped;
    }
}
