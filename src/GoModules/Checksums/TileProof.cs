namespace GoModules.Checksums;

/// <summary>
/// Proves something of a tree from its tiles: which of them are needed, and what they show. Every tile is shown to belong to the tree
/// before a hash of it is believed (golang.org/x/mod/sumdb/tlog, TileHashReader).
/// </summary>
public sealed class TileProof
{
    private const int Height = 8;

    private readonly TreeHead _tree;
    private readonly List<ChecksumTile> _tiles = [];
    private readonly IReadOnlyList<(int Level, long Number)> _trunk;
    private readonly IReadOnlyList<(int Level, long Number)> _wanted;

    private TileProof(TreeHead tree, IReadOnlyList<(int Level, long Number)> wanted)
    {
        (_tree, _wanted, _trunk) = (tree, wanted, MerkleHash.PartsOf(tree.Size));
        foreach (var (level, number) in _trunk)
        {
            Need(TileOf(level, number));
        }

        foreach (var (level, number) in wanted)
        {
            NeedWithParents(TileOf(level, number));
        }
    }

    /// <summary>The tree of which it proves something.</summary>
    public TreeHead Tree => _tree;

    /// <summary>The tiles that <see cref="Holds"/> wants, in this order.</summary>
    public IReadOnlyList<ChecksumTile> Tiles => _tiles;

    /// <summary>Proves that a record stands in the tree; null when its number lies outside.</summary>
    public static TileProof? OfRecord(TreeHead tree, ChecksumRecord record) =>
        record.Number < 0 || record.Number >= tree.Size ? null : new TileProof(tree, [(0, record.Number)]) { Expected = MerkleHash.OfRecord(record.Text) };

    /// <summary>Proves that a tree is the beginning of another; null when it is larger.</summary>
    public static TileProof? OfBeginning(TreeHead tree, TreeHead older) =>
        older.Size > tree.Size ? null : new TileProof(tree, MerkleHash.PartsOf(older.Size)) { Expected = Convert.FromBase64String(older.Hash) };

    private byte[] Expected { get; init; } = [];

    /// <summary>Whether the tiles show it. False for tiles that are not of the tree, too.</summary>
    /// <param name="contents">The tiles' contents, one for each of <see cref="Tiles"/>.</param>
    public bool Holds(IReadOnlyList<ReadOnlyMemory<byte>> contents)
    {
        if (contents.Count != _tiles.Count || contents.Zip(_tiles).Any(pair => pair.First.Length != pair.Second.Width * MerkleHash.Length))
        {
            return false;
        }

        byte[] Find((int Level, long Number) hash) => HashIn(contents[_tiles.IndexOf(TileOf(hash.Level, hash.Number))].Span, hash);

        if (Convert.ToBase64String(MerkleHash.OfParts([.. _trunk.Select(Find)])) != _tree.Hash)
        {
            return false;
        }

        var trunkTiles = _trunk.Select(part => TileOf(part.Level, part.Number)).ToHashSet();
        for (var i = 0; i < _tiles.Count; i++)
        {
            // A tile outside the trunk is full; its hash stands in the tile above it, which is shown already: it comes before.
            var tile = _tiles[i];
            if (!trunkTiles.Contains(tile) && !OfTile(contents[i].Span).AsSpan().SequenceEqual(Find(((tile.Level + 1) * Height, tile.Number))))
            {
                return false;
            }
        }

        return MerkleHash.OfParts([.. _wanted.Select(Find)]).AsSpan().SequenceEqual(Expected);
    }

    /// <summary>The tile that has a hash, or has what it is made of: as wide as the tree allows.</summary>
    private ChecksumTile TileOf(int level, long number)
    {
        var tileLevel = level / Height;
        var first = number << (level - (tileLevel * Height));
        return At(tileLevel, first >> Height);
    }

    private ChecksumTile At(int level, long number)
    {
        var hashes = _tree.Size >> (level * Height);
        return new ChecksumTile(Height, level, number, (int)Math.Min(1 << Height, hashes - (number << Height)));
    }

    private void NeedWithParents(ChecksumTile tile)
    {
        if (_tiles.Contains(tile))
        {
            return;
        }

        NeedWithParents(At(tile.Level + 1, tile.Number >> Height));
        Need(tile);
    }

    private void Need(ChecksumTile tile)
    {
        if (!_tiles.Contains(tile))
        {
            _tiles.Add(tile);
        }
    }

    private static byte[] HashIn(ReadOnlySpan<byte> content, (int Level, long Number) hash)
    {
        var width = 1 << (hash.Level % Height);
        var at = (int)((hash.Number * width) % (1 << Height));
        return OfTile(content.Slice(at * MerkleHash.Length, width * MerkleHash.Length));
    }

    /// <summary>The hash over a power of two of hashes.</summary>
    private static byte[] OfTile(ReadOnlySpan<byte> hashes) => hashes.Length == MerkleHash.Length
        ? hashes.ToArray()
        : MerkleHash.OfTwo(OfTile(hashes[..(hashes.Length / 2)]), OfTile(hashes[(hashes.Length / 2)..]));
}
