namespace GoModules.Tests;

public sealed class GoRequestTests
{
    [Theory]
    [InlineData("/github.com/a/b/@v/list", GoRequestKind.List, "github.com/a/b", "")]
    [InlineData("/github.com/a/b/@latest", GoRequestKind.Latest, "github.com/a/b", "")]
    [InlineData("/github.com/a/b/@v/v1.0.0.info", GoRequestKind.Info, "github.com/a/b", "v1.0.0")]
    [InlineData("/github.com/a/b/@v/v1.0.0.mod", GoRequestKind.Mod, "github.com/a/b", "v1.0.0")]
    [InlineData("/github.com/a/b/@v/v1.0.0.zip", GoRequestKind.Zip, "github.com/a/b", "v1.0.0")]
    [InlineData("/github.com/%21azure/%21foo/@v/v2.0.0+incompatible.info", GoRequestKind.Info, "github.com/Azure/Foo", "v2.0.0+incompatible")]
    [InlineData("/github.com/!azure/x/@v/v1.0.0-!r!c1.mod", GoRequestKind.Mod, "github.com/Azure/x", "v1.0.0-RC1")]
    [InlineData("/gopkg.in/yaml.v3/@v/v3.0.1.zip", GoRequestKind.Zip, "gopkg.in/yaml.v3", "v3.0.1")]
    [InlineData("/github.com/a/b/@v/master.info", GoRequestKind.Info, "github.com/a/b", "master")]
    [InlineData("/github.com/a/b/@v/list.info", GoRequestKind.Info, "github.com/a/b", "list")]
    [InlineData("/github.com/a/b/@v/!feature-!x@2.info", GoRequestKind.Info, "github.com/a/b", "Feature-X@2")]
    [InlineData("/github.com/a/b/@v/v1.2.info", GoRequestKind.Info, "github.com/a/b", "v1.2")]
    [InlineData("/golang.org/toolchain/@v/v0.0.1-go1.24.99.linux-amd64.zip", GoRequestKind.Zip, "golang.org/toolchain", "v0.0.1-go1.24.99.linux-amd64")]
    public void A_request_for_a_module_is_read(string target, GoRequestKind kind, string module, string version)
    {
        var request = GoRequest.Parse(target);

        request.Should().NotBeNull();
        request!.Kind.Should().Be(kind);
        request.Module.Should().Be(module);
        request.Version.Should().Be(version);
        request.IsChecksum.Should().BeFalse();
        request.DatabasePath.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/sumdb/sum.golang.org/supported", GoRequestKind.ChecksumSupported, "", "")]
    [InlineData("/sumdb/sum.golang.org/latest", GoRequestKind.ChecksumLatest, "", "")]
    [InlineData("/sumdb/sum.golang.org/lookup/github.com/!azure/x@v1.0.0", GoRequestKind.ChecksumLookup, "github.com/Azure/x", "v1.0.0")]
    [InlineData("/sumdb/sum.golang.org/lookup/github.com/%21azure/x@v2.0.0+incompatible", GoRequestKind.ChecksumLookup, "github.com/Azure/x", "v2.0.0+incompatible")]
    [InlineData("/sumdb/sum.golang.org/tile/8/0/x001/234", GoRequestKind.ChecksumTile, "", "")]
    [InlineData("/sumdb/sum.golang.org/tile/8/data/001.p/17", GoRequestKind.ChecksumTile, "", "")]
    public void A_request_for_a_checksum_database_is_read(string target, GoRequestKind kind, string module, string version)
    {
        var request = GoRequest.Parse(target);

        request.Should().NotBeNull();
        request!.Kind.Should().Be(kind);
        request.Module.Should().Be(module);
        request.Version.Should().Be(version);
        request.Database.Should().Be("sum.golang.org");
        request.IsChecksum.Should().BeTrue();
        request.DatabasePath.Should().Be(request.Path["sumdb/sum.golang.org/".Length..]);
        (request.Tile is not null).Should().Be(kind == GoRequestKind.ChecksumTile);
    }

    [Theory]
    [InlineData("/github.com/%21azure/x/@v/v2.0.0%2Bincompatible.info")]
    [InlineData("/github.com/%21azure/x/@v/v2.0.0%2bincompatible.info")]
    [InlineData("/github.com/!azure/x/%40v/v2.0.0+incompatible.info")]
    public void Every_spelling_is_the_same_request(string target)
    {
        var request = GoRequest.Parse(target);

        request.Should().Be(GoRequest.Parse("/github.com/!azure/x/@v/v2.0.0+incompatible.info"));
        request!.Path.Should().Be("github.com/!azure/x/@v/v2.0.0+incompatible.info");
    }

    [Theory]
    [InlineData("/github.com/a/b/@v/v1.0.0.info", true)]
    [InlineData("/github.com/a/b/@v/v1.0.info", false)]
    [InlineData("/github.com/a/b/@v/v1.0.0+meta.info", false)]
    [InlineData("/github.com/a/b/@v/v2.0.0.info", false)]
    [InlineData("/github.com/a/b/@v/v2.0.0+incompatible.info", true)]
    [InlineData("/github.com/a/b/v2/@v/v2.0.0.info", true)]
    [InlineData("/github.com/a/b/@v/main.info", false)]
    [InlineData("/github.com/a/b/@v/list", false)]
    [InlineData("/github.com/a/b/@latest", false)]
    [InlineData("/gopkg.in/check.v1/@v/v0.0.0-20161208181325-20d25e280405.info", true)]
    [InlineData("/sumdb/sum.golang.org/lookup/github.com/a/b@v1.0.0", true)]
    public void An_answer_must_name_the_version_asked_only_when_that_is_canonical(string target, bool canonical) =>
        GoRequest.Parse(target)!.HasCanonicalVersion.Should().Be(canonical);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("*")]
    [InlineData("/@v/list")]
    [InlineData("/@latest")]
    [InlineData("a.b/c/@v/list")]
    [InlineData("//a.b/c/@v/list")]
    [InlineData("http://a.b/c/@v/list")]
    [InlineData("/a.b/c")]
    [InlineData("/a.b/c/@v")]
    [InlineData("/a.b/c/@v/")]
    [InlineData("/a.b/c/@v/list/")]
    [InlineData("/a.b/c/@v/.info")]
    [InlineData("/a.b/c/@v/v1.0.0")]
    [InlineData("/a.b/c/@v/v1.0.0.INFO")]
    [InlineData("/a.b/c/@v/v1.0.0.ziphash")]
    [InlineData("/a.b/c/@v/x/v1.0.0.info")]
    [InlineData("/a.b/c/@v/x/../v1.0.0.info")]
    [InlineData("/a.b/c@v/list")]
    [InlineData("/a.b/c/@latest/")]
    [InlineData("/a.b/c/@Latest")]
    [InlineData("/a.b/c/x@v/@v/list")]
    [InlineData("/a.b/c/@v/list?x=1")]
    [InlineData("/a.b/c/@v/list?")]
    [InlineData("/a.b/c/@v/list#x")]
    [InlineData("/a.b/../c/@v/list")]
    [InlineData("/a.b/./c/@v/list")]
    [InlineData("/a.b//c/@v/list")]
    [InlineData("/a.b\\c/@v/list")]
    [InlineData("/a.b/%2e%2e/c/@v/list")]
    [InlineData("/a.b%2fc/@v/list")]
    [InlineData("/a.b/%5cc/@v/list")]
    [InlineData("/a.b/%63/@v/list")]
    [InlineData("/a.b/%2521azure/@v/list")]
    [InlineData("/a.b/%21%41/@v/list")]
    [InlineData("/a.b/%21Azure/@v/list")]
    [InlineData("/a.b/c/@v/list%00")]
    [InlineData("/a.b/c/@v/list%")]
    [InlineData("/a.b/c/@v/list%2")]
    [InlineData("/a.b/c/@v/list%21")]
    [InlineData("/a.b/%uff21c/@v/list")]
    [InlineData("/a.b/C/@v/list")]
    [InlineData("/A.b/c/@v/list")]
    [InlineData("/!a.b/c/@v/list")]
    [InlineData("/a.b/!!c/@v/list")]
    [InlineData("/a.b/c!/@v/list")]
    [InlineData("/a.b/!1/@v/list")]
    [InlineData("/a.b/c d/@v/list")]
    [InlineData("/a.b/c\0/@v/list")]
    [InlineData("/a.b/c\u007f/@v/list")]
    [InlineData("/a.b/é/@v/list")]
    [InlineData("/a.b/%C3%A9/@v/list")]
    [InlineData("/a.b/%C3%28/@v/list")]
    [InlineData("/a.b/c/@v/\uD800.info")]
    [InlineData("/nodot/c/@v/list")]
    [InlineData("/a.b/v1/@v/list")]
    [InlineData("/a.b/con/@v/list")]
    [InlineData("/a.b/c/@v/[x].info")]
    [InlineData("/a.b/c/@v/master.zip")]
    [InlineData("/a.b/c/@v/v1.0.mod")]
    [InlineData("/a.b/c/@v/v2.0.0.zip")]
    [InlineData("/a.b/c/v2/@v/v3.0.0+incompatible.zip")]
    [InlineData("/a.b/c/@v/V1.0.0.zip")]
    [InlineData("/sumdb")]
    [InlineData("/sumdb/")]
    [InlineData("/sumdb//supported")]
    [InlineData("/sumdb/sum.golang.org")]
    [InlineData("/sumdb/sum.golang.org/")]
    [InlineData("/sumdb/sum.golang.org/supported/")]
    [InlineData("/sumdb/SUM.golang.org/supported")]
    [InlineData("/sumdb/!sum.golang.org/supported")]
    [InlineData("/sumdb/../supported")]
    [InlineData("/sumdb/-x/supported")]
    [InlineData("/sumdb/x_y/supported")]
    [InlineData("/sumdb/x..y/supported")]
    [InlineData("/sumdb/sum.golang.org:443/supported")]
    [InlineData("/sumdb/sum.golang.org/lookup/")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/c")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/c@")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/c@master")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/c@v1.0.0/go.mod")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/c/@v1.0.0")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/../c@v1.0.0")]
    [InlineData("/sumdb/sum.golang.org/tile/8/0/1")]
    [InlineData("/sumdb/sum.golang.org/tile/8/0/001.p/256")]
    [InlineData("/sumdb/sum.golang.org/tile/8/0/001.p%2f1")]
    public void Anything_else_is_refused(string target) => GoRequest.Parse(target).Should().BeNull();

    [Fact]
    public void The_longest_target_is_read_and_a_longer_one_is_refused()
    {
        const string end = "/@v/list";
        var longest = $"/a.b/{new string('x', GoRequest.MaximumLength - "/a.b/".Length - end.Length)}{end}";

        longest.Should().HaveLength(GoRequest.MaximumLength);
        GoRequest.Parse(longest).Should().NotBeNull();
        GoRequest.Parse(longest.Replace("/@v", "x/@v", StringComparison.Ordinal)).Should().BeNull();
    }
}
