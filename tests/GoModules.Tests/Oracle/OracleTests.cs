using System.Globalization;
using System.Text;
using GoModules.Checksums;

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
    public async Task On_the_hash_of_zips_we_agree()
    {
        var zips = new ZipInputs(3);
        var sound = Enumerable.Range(0, 500).Select(_ => zips.Sound()).ToList();
        var all = sound.Concat(sound.Select(zips.Damaged)).ToList();
        var theirs = await go.AskAsync<string?>("dirhash", all.Select(zip => new[] { Convert.ToBase64String(zip) }));

        var ours = all.Select(zip => DirHash.OfZip(zip, 1 << 20)).ToList();

        ours[..sound.Count].Should().Equal(theirs.Take(sound.Count));
        ours[..sound.Count].Count(hash => hash is not null).Should().BeGreaterThan(sound.Count * 8 / 10);
        // Of a damaged zip we may say less than Go, which finds archives behind other files, or read files to which nothing happened
        // where Go misses a mark behind them; never another hash.
        var damaged = Enumerable.Range(sound.Count, sound.Count);
        damaged.Where(index => ours[index] is { } hash && hash != theirs[index] && (theirs[index] is not null || hash != theirs[index - sound.Count])).Should().BeEmpty();
        ours[sound.Count..].Count(hash => hash is not null).Should().BeGreaterThan(sound.Count / 20, "some damage changes nothing that is hashed");
    }

    [Fact]
    public async Task A_zip_that_arrives_in_pieces_has_the_hash_of_the_whole()
    {
        var (zips, random) = (new ZipInputs(4), new Random(4));
        var sound = Enumerable.Range(0, 300).Select(_ => zips.Sound()).ToList();
        var all = sound.Concat(sound.Select(zips.Damaged)).ToList();

        var inPieces = new List<string?>();
        foreach (var zip in all)
        {
            inPieces.Add(await HashInPiecesAsync(zip, random));
        }

        inPieces.Should().Equal(all.Select(zip => DirHash.OfZip(zip, 1 << 20)));
        inPieces.Count(hash => hash is not null).Should().BeGreaterThan(sound.Count * 8 / 10);
        var theirs = await go.AskAsync<string?>("dirhash", sound.Select(zip => new[] { Convert.ToBase64String(zip) }));
        inPieces[..sound.Count].Should().Equal(theirs);
    }

    [Fact]
    public async Task On_signatures_we_agree()
    {
        var inputs = new SignatureInputs(5);
        var signed = (await go.AskAsync<string[]>("sign", Enumerable.Range(0, 100).Select(_ => inputs.SeedAndMessage())))
            .Zip(inputs.Messages, (pair, message) => (Key: Convert.FromBase64String(pair[0]), Message: message, Signature: Convert.FromBase64String(pair[1])));
        var questions = signed.SelectMany(inputs.Variants).ToList();

        var theirs = await go.AskAsync<bool>("verify", questions.Select(one => new[] { one.Key, one.Message, one.Signature }.Select(Convert.ToBase64String).ToArray()));

        theirs.Count(isTaken => isTaken).Should().BeInRange(100, questions.Count / 2);
        questions.Zip(theirs).Where(pair => Ed25519.Verify(pair.First.Key, pair.First.Message, pair.First.Signature) != pair.Second)
            .Select(pair => Convert.ToHexString(pair.First.Key) + " " + Convert.ToHexString(pair.First.Signature)).Should().BeEmpty();
        SignatureInputs.SmallOrderTaken(questions.Zip(theirs)).Should().BePositive("Go takes signatures of keys of small order");
    }

    [Fact]
    public async Task On_signed_notes_we_agree()
    {
        var random = new Random(6);
        string[] texts = ["go.sum database tree\n7\nHash=\n", "a\n\nb\n", "— x y\n", "\n", "ünï\n", "no end", ""];
        var made = await go.AskAsync<string[]?>("note", texts.Select((text, i) => new[] { Convert.ToBase64String(Bytes(random, 64)), $"sum{i}.example.org", text }));
        var notes = made.Where(note => note is not null).Select(note => (Note: Encoding.UTF8.GetBytes(note![0]), Key: note[1])).ToList();
        var questions = notes.SelectMany(note => Enumerable.Range(0, 400).Select(i => (i == 0 ? note.Note : Changed(note.Note, random), note.Key))).ToList();

        var theirs = await go.AskAsync<string?>("open", questions.Select(one => new[] { Convert.ToBase64String(one.Item1), one.Key }));

        notes.Count.Should().BeGreaterThan(4);
        theirs.Count(text => text is not null).Should().BeGreaterThanOrEqualTo(notes.Count);
        questions.Zip(theirs, (one, go) => (Go: go, We: SignedNote.Open(one.Item1, NoteKey.Parse(one.Key)!) is { } text ? Encoding.UTF8.GetString(text) : null))
            .Where(pair => pair.Go != pair.We).Should().BeEmpty();
    }

    [Fact]
    public async Task What_tiles_show_is_what_stands_in_the_tree()
    {
        var random = new Random(8);
        var trees = new[] { 1L, 2, 3, 255, 256, 257, 511, 512, 640, 1000, 65_535, 65_536, 65_537, 70_000 };
        var hashes = await go.AskAsync<string>("tree", trees.Select(size => new[] { $"{size}" }));
        var heads = trees.Zip(hashes, (size, hash) => new TreeHead(size, hash)).ToList();
        var proofs = new List<(TileProof Proof, bool Holds)>();
        foreach (var head in heads)
        {
            foreach (var number in new[] { 0, head.Size - 1, random.NextInt64(head.Size), random.NextInt64(head.Size) })
            {
                proofs.Add((TileProof.OfRecord(head, Record(number, $"record {number}\n"))!, true));
                proofs.Add((TileProof.OfRecord(head, Record(number, $"record {number + 1}\n"))!, false));
            }

            proofs.AddRange(heads.Where(older => older.Size <= head.Size).Select(older => (TileProof.OfBeginning(head, older)!, true)));
            proofs.AddRange(heads.Where(older => older.Size <= head.Size).Select(older => (TileProof.OfBeginning(head, older with { Hash = heads[0].Hash })!, older.Size == 1)));
            proofs.Add((TileProof.OfBeginning(head with { Hash = Convert.ToBase64String(Bytes(random, 32)) }, heads[0])!, false));
            TileProof.OfRecord(head, Record(head.Size, "")).Should().BeNull();
        }

        var tiles = proofs.SelectMany(proof => proof.Proof.Tiles).Select(tile => tile.Path).Distinct().ToList();
        var contents = tiles.Zip(await go.AskAsync<string?>("hashes", tiles.Select(tile => new[] { tile })), (tile, content) => (tile, Convert.FromBase64String(content!)))
            .ToDictionary(pair => pair.tile, pair => pair.Item2);

        foreach (var (proof, holds) in proofs)
        {
            var right = proof.Tiles.Select(tile => new ReadOnlyMemory<byte>(contents[tile.Path])).ToList();
            proof.Holds(right).Should().Be(holds);
            for (var i = 0; i < right.Count; i++)
            {
                proof.Holds([.. right[..i], Changed(right[i].ToArray(), random), .. right[(i + 1)..]]).Should().BeFalse("a bit of {0} is another", proof.Tiles[i].Path);
            }
        }
    }

    [Fact]
    public async Task A_zip_of_a_hundred_thousand_files_has_the_hash_that_Go_gives_it()
    {
        using var bytes = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < 100_000; i++)
            {
                using var file = archive.CreateEntry($"m@v1.0.0/{i % 100}/{i}.go", System.IO.Compression.CompressionLevel.NoCompression).Open();
                file.Write(Encoding.ASCII.GetBytes($"package p{i}\n"));
            }
        }

        var zip = bytes.ToArray();
        var theirs = await go.AskAsync<string?>("dirhash", [[Convert.ToBase64String(zip)]]);

        theirs.Single().Should().NotBeNull();
        (await HashInPiecesAsync(zip, new Random(9), 1 << 20)).Should().Be(theirs.Single());
    }

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

    private static ChecksumRecord Record(long number, string text) => new(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Changed(byte[] bytes, Random random)
    {
        byte[] copy = [.. bytes];
        copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        return copy;
    }

    private static async Task<string?> HashInPiecesAsync(byte[] zip, Random random, int largest = 300)
    {
        var hash = new ZipHash(1 << 24);
        for (var at = 0; at < zip.Length;)
        {
            var count = Math.Min(1 + random.Next(largest), zip.Length - at);
            // Some in arrays of their own, some side by side in one.
            hash.Append(random.Next(2) == 0 ? zip.AsMemory(at, count) : zip.AsSpan(at, count).ToArray());
            at += count;
        }

        return await hash.FinishAsync();
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
