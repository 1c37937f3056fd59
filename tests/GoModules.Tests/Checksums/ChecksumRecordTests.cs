using System.Text;
using GoModules.Checksums;

namespace GoModules.Tests.Checksums;

public class ChecksumRecordTests
{
    private const string Lines = "example.org/a v1.0.0 h1:zip=\nexample.org/a v1.0.0/go.mod h1:mod=\n";

    [Fact]
    public void A_record_is_taken_out_of_what_a_database_answers()
    {
        var (record, head) = ChecksumRecord.Parse(Encoding.UTF8.GetBytes($"17\n{Lines}\ngo.sum database tree\n20\nx\n\n— n s\n"))!.Value;

        record.Number.Should().Be(17);
        Encoding.UTF8.GetString(record.Text).Should().Be(Lines);
        Encoding.UTF8.GetString(head).Should().StartWith("go.sum database tree\n").And.EndWith("— n s\n");
        record.FindZip("example.org/a", "v1.0.0").Should().Be("h1:zip=");
        record.FindGoMod("example.org/a", "v1.0.0").Should().Be("h1:mod=");
        record.FindZip("example.org/a", "v1.0").Should().BeNull();
        record.FindZip("example.org/b", "v1.0.0").Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("17\n")]
    [InlineData("17\n\nhead\n")]
    [InlineData("-1\na\n\nhead\n")]
    [InlineData("17\na\tb\n\nhead\n")]
    [InlineData("not found")]
    public void What_is_no_record_is_none(string text) => ChecksumRecord.Parse(Encoding.UTF8.GetBytes(text)).Should().BeNull();

    [Fact]
    public void A_tree_head_is_read_as_it_is_written_and_no_other_way()
    {
        var hash = Convert.ToBase64String(new byte[32]);

        TreeHead.Parse(Encoding.UTF8.GetBytes($"go.sum database tree\n20\n{hash}\n")).Should().Be(new TreeHead(20, hash));
        TreeHead.Parse(Encoding.UTF8.GetBytes($"go.sum database tree\n020\n{hash}\n")).Should().BeNull();
        TreeHead.Parse(Encoding.UTF8.GetBytes($"go.sum database tree\n-1\n{hash}\n")).Should().BeNull();
        TreeHead.Parse(Encoding.UTF8.GetBytes($"go.sum database tree\n20\n{hash[4..]}\n")).Should().BeNull();
        TreeHead.Parse(Encoding.UTF8.GetBytes($"go.sum database tree\n20\n{hash}")).Should().BeNull();
        TreeHead.Parse(Encoding.UTF8.GetBytes($"another tree\n20\n{hash}\n")).Should().BeNull();
    }
}
