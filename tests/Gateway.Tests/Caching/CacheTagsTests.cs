using Gateway.Caching;
using GoModules;

namespace Gateway.Tests.Caching;

/// <summary>What answers can be purged by.</summary>
public sealed class CacheTagsTests
{
    [Theory]
    [InlineData("/example.org/a/b/@v/v1.0.0.mod", "module:example.org/a/b", "below:example.org/a/b", "below:example.org/a", "below:example.org", "version:example.org/a/b@v1.0.0")]
    [InlineData("/example.org/a/@v/list", "module:example.org/a", "below:example.org/a", "below:example.org", "changing:example.org/a")]
    [InlineData("/example.org/a/@latest", "module:example.org/a", "below:example.org/a", "below:example.org", "changing:example.org/a")]
    [InlineData("/example.org/a/@v/main.info", "module:example.org/a", "below:example.org/a", "below:example.org", "changing:example.org/a", "version:example.org/a@main")]
    [InlineData("/sumdb/sum.golang.org/latest", "database:sum.golang.org")]
    [InlineData("/sumdb/sum.golang.org/tile/8/0/001", "database:sum.golang.org")]
    [InlineData("/sumdb/sum.golang.org/lookup/example.org/a@v1.0.0", "database:sum.golang.org", "module:example.org/a", "below:example.org/a", "below:example.org", "version:example.org/a@v1.0.0")]
    public void An_answer_carries_its_module_version_paths_and_database(string target, params string[] tags) =>
        CacheTags.Of(GoRequest.Parse(target)!).Should().BeEquivalentTo(tags);
}
