using System.Text;

namespace GoModules.Licenses;

/// <summary>All texts that are known.</summary>
/// <remarks>The one that is built in was made of the SPDX license list by <c>tests/licenses</c>.</remarks>
public sealed class LicenseCatalog
{
    /// <summary>What the ids of licences begin with that SPDX does not have.</summary>
    public const string Own = "LicenseRef-";

    private const byte Format = 1;

    private static readonly Lazy<LicenseCatalog> BuiltInOnce = new(ReadBuiltIn);

    // The shingles that any text has, in order, and for each where its texts stand in _owners.
    private readonly int[] _shingles;
    private readonly int[] _starts;
    private readonly int[] _owners;
    private readonly Dictionary<string, FoundLicense> _named = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="texts">The texts.</param>
    public LicenseCatalog(IReadOnlyList<KnownText> texts)
    {
        Texts = texts;
        var pairs = texts.SelectMany((text, index) => text.Sample.Select(shingle => (Shingle: shingle, Owner: index))).Order().ToArray();
        _owners = [.. pairs.Select(pair => pair.Owner)];
        _shingles = [.. pairs.Select(pair => pair.Shingle).Distinct()];
        _starts = new int[_shingles.Length + 1];
        for (var (at, shingle) = (0, 0); at < pairs.Length; at++)
        {
            if (pairs[at].Shingle != _shingles[shingle])
            {
                _starts[++shingle] = at;
            }
        }

        _starts[^1] = pairs.Length;
        foreach (var text in texts.Where(text => text.PartOf.Length == 0))
        {
            Name(text);
        }
    }

    /// <summary>The one that comes with the program.</summary>
    public static LicenseCatalog BuiltIn => BuiltInOnce.Value;

    /// <summary>The texts.</summary>
    public IReadOnlyList<KnownText> Texts { get; }

    /// <summary>The licences that have a name: SPDX ids, what several of them have in common, and deprecated ones.</summary>
    public IEnumerable<FoundLicense> Licenses => _named.Values;

    /// <summary>How many shingles are known.</summary>
    internal int Count => _shingles.Length;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is nothing of that kind.</exception>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    public static LicenseCatalog Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadByte() != Format)
        {
            throw new InvalidDataException("These are no licences.");
        }

        var texts = new KnownText[reader.Read7BitEncodedInt()];
        for (var index = 0; index < texts.Length; index++)
        {
            var name = reader.ReadString();
            string[] ids = [.. Enumerable.Range(0, reader.Read7BitEncodedInt()).Select(_ => reader.ReadString())];
            texts[index] = new KnownText(name, ids, reader.ReadString(), reader.Read7BitEncodedInt(), ReadSample(reader));
        }

        return new LicenseCatalog(texts);
    }

    /// <summary>Writes it as bytes: of each sample the distances from one to the next, most of them two bytes.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Format);
        writer.Write7BitEncodedInt(Texts.Count);
        foreach (var text in Texts)
        {
            writer.Write(text.Name);
            writer.Write7BitEncodedInt(text.Ids.Count);
            foreach (var id in text.Ids)
            {
                writer.Write(id);
            }

            writer.Write(text.PartOf);
            writer.Write7BitEncodedInt(text.Words);
            writer.Write7BitEncodedInt(text.Sample.Count);
            for (var (at, before) = (0, 0); at < text.Sample.Count; before = text.Sample[at++])
            {
                writer.Write7BitEncodedInt(text.Sample[at] - before);
            }
        }
    }

    /// <summary>The licence that an id names, whatever its case; null when SPDX has none of the name.</summary>
    public FoundLicense? Named(string id) =>
        id.StartsWith(Own, StringComparison.Ordinal) ? new FoundLicense(id, [id])
        : _named.TryGetValue(id, out var license) || (id.EndsWith('+') && _named.TryGetValue(id[..^1], out license)) ? license
        : null;

    /// <summary>The place of a shingle among those that are known; negative when it is not.</summary>
    internal int Find(int shingle) => Array.BinarySearch(_shingles, shingle);

    /// <summary>The texts that have a shingle, by its place.</summary>
    internal ReadOnlySpan<int> OwnersOf(int place) => _owners.AsSpan(_starts[place].._starts[place + 1]);

    private void Name(KnownText text)
    {
        foreach (var id in text.Ids)
        {
            _named[id] = new FoundLicense(id, [id]);
        }

        _named[text.Name] = new FoundLicense(text.Name, text.Ids);
        if (text.Ids.FirstOrDefault(id => id == $"{text.Name}-or-later") is { } later)
        {
            // As it was written before version 3.0 of the list.
            _named[$"{text.Name}+"] = _named[later];
        }
    }

    private static int[] ReadSample(BinaryReader reader)
    {
        var sample = new int[reader.Read7BitEncodedInt()];
        for (var (at, before) = (0, 0); at < sample.Length; at++)
        {
            before = sample[at] = before + reader.Read7BitEncodedInt();
        }

        return sample;
    }

    private static LicenseCatalog ReadBuiltIn()
    {
        using var stream = typeof(LicenseCatalog).Assembly.GetManifestResourceStream("licenses.bin")!;
        return Read(stream);
    }
}
