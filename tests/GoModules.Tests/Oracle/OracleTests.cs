using System.Globalization;
using System.Text;

namespace GoModules.Tests.Oracle;

/// <summary>We say what golang.org/x/mod says, about every one of some thousand texts of each kind.</summary>
public sealed class OracleTests(GoOracle go) : IClassFixture<GoOracle>
{
    private const int Questions = 5000;

    [Fact]
    public Task On_module_paths_we_agree() => AgreeAsync("path", inputs => [inputs.Path()], args =>
    {
        var splits = ModulePath.TrySplitMajor(args[0], out var prefix, out var major);
        return new PathAnswer(
            ModulePath.IsValid(args[0]),
            ModulePath.TryEscape(args[0], out var escaped) ? escaped : null,
            ModulePath.TryUnescape(args[0], out var unescaped) ? unescaped : null,
            splits,
            prefix,
            major);
    });

    [Fact]
    public Task On_versions_we_agree() => AgreeAsync("version", inputs => [inputs.Version()], args =>
    {
        var version = args[0];
        var pseudo = PseudoVersion.Parse(version);
        return new VersionAnswer(
            SemanticVersion.IsValid(version),
            SemanticVersion.Canonical(version),
            SemanticVersion.Major(version),
            SemanticVersion.MajorMinor(version),
            SemanticVersion.Prerelease(version),
            SemanticVersion.Build(version),
            ModuleVersion.Canonical(version) ?? "",
            ModuleVersion.TryEscape(version, out var escaped) ? escaped : null,
            ModuleVersion.TryUnescape(version, out var unescaped) ? unescaped : null,
            ModuleVersion.IsPseudo(version),
            pseudo?.Base,
            pseudo?.Time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            pseudo?.Revision ?? "");
    });

    [Fact]
    public Task On_versions_of_modules_we_agree() => AgreeAsync("pair", inputs => [inputs.Path(), inputs.Version()], args =>
    {
        ModulePath.TrySplitMajor(args[0], out _, out var major);
        return new PairAnswer(ModuleVersion.IsCanonicalFor(args[0], args[1]), ModulePath.MatchesMajor(args[1], major));
    });

    [Fact]
    public Task On_the_order_of_versions_we_agree() =>
        AgreeAsync("compare", inputs => [inputs.Version(), inputs.Version()], args => Math.Sign(SemanticVersion.Compare(args[0], args[1])));

    [Fact]
    public Task On_tiles_we_agree() => AgreeAsync("tile", inputs => [inputs.Tile()], args => ChecksumTile.Parse(args[0]) is { } tile
        ? new ChecksumTile(tile.Height, tile.Level, tile.Number, tile.Width)
        : null);

    [Fact]
    public Task On_module_patterns_we_agree() =>
        AgreeAsync("match", inputs => inputs.PatternAndPath(), args => ModulePattern.MatchesPrefix(args[0], args[1]));

    [Fact]
    public Task On_the_versions_of_a_list_we_agree() =>
        AgreeAsync("list", inputs => [inputs.List()], args =>
        {
            var clean = VersionList.Clean(Encoding.UTF8.GetBytes(args[0]));
            return Encoding.UTF8.GetString(clean.Body).TrimEnd('\n');
        });

    [Fact]
    public Task On_the_version_of_an_info_we_agree() =>
        AgreeAsync("info", inputs => [inputs.Document()], args => InfoDocument.FindVersion(Encoding.UTF8.GetBytes(args[0])));

    [Fact]
    public Task On_retractions_we_agree() =>
        AgreeAsync("retract", inputs => [inputs.GoMod()], args => Retractions.Parse(args[0]) is { } found
            ? string.Concat(found.Select(interval => $"{interval.Low} to {interval.High}\n"))
            : null);

    [Fact]
    public async Task What_go_sends_is_read_as_what_it_meant()
    {
        var inputs = new Inputs(7);
        var questions = Enumerable.Range(0, Questions).Select(_ => new[] { inputs.AsciiPath(), inputs.Version() }).ToList();
        var answers = await go.AskAsync<string[]>("targets", questions);

        var targets = questions.Zip(answers).SelectMany(pair => pair.Second.Select(target => (pair.First, target))).ToList();
        var plain = targets.Where(pair => IsWithoutOtherEscapes(pair.target)).ToList();
        var wrong = plain.Where(pair => GoRequest.Parse(pair.target) is not { } request ||
            request.Module != pair.First[0] || request.Version != pair.First[1]);

        wrong.Should().BeEmpty();
        targets.Except(plain).Where(pair => GoRequest.Parse(pair.target) is not null).Should().BeEmpty();
        plain.Should().HaveCountGreaterThan(Questions / 3);
    }

    private static bool IsWithoutOtherEscapes(string target) => !target.Replace("%21", "", StringComparison.Ordinal).Contains('%');

    private async Task AgreeAsync<T>(string ask, Func<Inputs, string[]> question, Func<string[], T> ours)
    {
        var inputs = new Inputs(ask.Length);
        var questions = Enumerable.Range(0, Questions).Select(_ => question(inputs)).ToList();

        var theirs = await go.AskAsync<T>(ask, questions);

        theirs.Should().HaveCount(Questions);
        var commonest = theirs.GroupBy(answer => answer).Max(same => same.Count());
        commonest.Should().BeLessThan(Questions * 9 / 10, "questions with one answer show nothing");
        var disagreements = questions.Zip(theirs)
            .Select(pair => (Question: string.Join(" | ", pair.First), Go: pair.Second, We: ours(pair.First)))
            .Where(row => !Equals(row.Go, row.We));
        disagreements.Should().BeEmpty();
    }
}
