namespace GoModules.Tests;

public sealed class ChecksumTileTests
{
    [Theory]
    [InlineData("tile/8/0/000", 8, 0, 0, 256, false, false)]
    [InlineData("tile/8/1/x001/234", 8, 1, 1234, 256, false, false)]
    [InlineData("tile/8/0/x001/x234/067.p/255", 8, 0, 1234067, 255, false, true)]
    [InlineData("tile/8/data/x123/456", 8, -1, 123456, 256, true, false)]
    [InlineData("tile/8/data/123.p/1", 8, -1, 123, 1, true, true)]
    [InlineData("tile/1/0/001.p/1", 1, 0, 1, 1, false, true)]
    [InlineData("tile/8/0/x009/x223/x372/x036/x854/x775/807", 8, 0, long.MaxValue, 256, false, false)]
    public void A_tile_has_its_place(string path, int height, int level, long number, int width, bool isData, bool isPartial)
    {
        var tile = ChecksumTile.Parse(path);

        tile.Should().Be(new ChecksumTile(height, level, number, width));
        tile!.Path.Should().Be(path);
        (tile.IsData, tile.IsPartial).Should().Be((isData, isPartial));
    }

    [Theory]
    [InlineData("tile/8/0/1")]
    [InlineData("tile/8/0/0001")]
    [InlineData("tile/8/0/x000/001")]
    [InlineData("tile/8/0/x001")]
    [InlineData("tile/8/0/001/234")]
    [InlineData("tile/8/0/001.p/0")]
    [InlineData("tile/8/0/001.p/256")]
    [InlineData("tile/8/0/001.p/01")]
    [InlineData("tile/8/0/001.p")]
    [InlineData("tile/8/0/001/")]
    [InlineData("tile/8/-1/001")]
    [InlineData("tile/8/+1/001")]
    [InlineData("tile/08/0/001")]
    [InlineData("tile/0/0/001")]
    [InlineData("tile/31/0/001")]
    [InlineData("tile/8/00/001")]
    [InlineData("tile/8/Data/001")]
    [InlineData("tile/8/0/00\0")]
    [InlineData("tile/8/0/x009/x223/x372/x036/x854/x775/808")]
    [InlineData("tile//0/001")]
    [InlineData("tile/8/0/")]
    [InlineData("tile/")]
    [InlineData("")]
    public void Any_other_spelling_is_no_tile(string path) => ChecksumTile.Parse(path).Should().BeNull();
}
