using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace GoModules.Licenses;

/// <summary>The licences in the zip of a module.</summary>
/// <param name="Files">The licence files, those at the root first.</param>
/// <param name="Unknown">Why more may hold than the files say, for people; null when nothing of that kind is known.</param>
public sealed record ModuleLicenses(IReadOnlyList<LicenseFile> Files, string? Unknown)
{
    /// <summary>What stands for a licence where there is none that is known.</summary>
    public const string UnknownName = "Unknown";

    /// <summary>The most bytes of a file that are read: vmware/vic and others have licence files of a megabyte.</summary>
    public const int LargestFile = 2 * 1024 * 1024;

    /// <summary>The most bytes that are read of all files together.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>The most files that are read.</summary>
    public const int MostFiles = 100;

    // Of all who offer the LGPL 3.0, which adds permissions to the GPL 3.0 and asks to give out both.
    private const string Lesser = "LGPL-3.0";
    private const string Greater = "GPL-3.0";

    /// <summary>The names of all licences, each once; <see cref="UnknownName"/> among them where something is unknown.</summary>
    public IReadOnlyList<string> Names { get; } =
        [.. Files.SelectMany(file => file.Found).Select(license => license.Name).Concat(Unknown is not null || Files.Any(file => file.Unknown is not null) ? [UnknownName] : []).Distinct()];

    /// <summary>Of a zip that is not looked into.</summary>
    /// <param name="why">Why it is not.</param>
    public static ModuleLicenses Unread(string why) => new([], why);

    /// <summary>Reads a zip. Never throws; what cannot be read is unknown.</summary>
    /// <param name="zip">The zip as the GOPROXY protocol has it: every name begins with <c>module@version/</c>.</param>
    /// <param name="module">The module.</param>
    /// <param name="version">The version.</param>
    /// <param name="catalog">The texts to look for.</param>
    public static ModuleLicenses OfZip(ReadOnlySequence<byte> zip, string module, string version, LicenseCatalog catalog)
    {
        var bytes = new ZipBytes();
        foreach (var piece in zip)
        {
            bytes.Append(piece);
        }

        if (ZipDirectory.Read(bytes) is not { } entries)
        {
            return Unread("its zip cannot be read");
        }

        var named = FindFiles(entries, Encoding.UTF8.GetBytes($"{module}@{version}/"));
        var files = new List<LicenseFile>();
        var left = MostBytes;
        foreach (var (path, entry) in named.Take(MostFiles))
        {
            files.Add(Read(path, entry, bytes, catalog, ref left));
        }

        return new ModuleLicenses(WithoutGreater(files), named.Count > MostFiles ? string.Create(CultureInfo.InvariantCulture, $"it has {named.Count} licence files, of which {MostFiles} are read")
            : named.Exists(file => LicenseFileName.IsAtRoot(file.Path)) ? null
            : "it has no licence file at its root");
    }

    /// <summary>The licence files, those at the root first.</summary>
    private static List<(string Path, ZipEntry Entry)> FindFiles(List<ZipEntry> entries, ReadOnlySpan<byte> root)
    {
        var files = new List<(string Path, ZipEntry Entry)>();
        foreach (var entry in entries)
        {
            var name = entry.Name.Span;
            if (!name.StartsWith(root) || entry.IsFolder || name.EndsWith(".go"u8))
            {
                continue;
            }

            var path = Encoding.UTF8.GetString(name[root.Length..]);
            if (LicenseFileName.Is(path) && !LicenseFileName.IsAside(path))
            {
                files.Add((path, entry));
            }
        }

        return [.. files.OrderBy(file => file.Path.Count('/')).ThenBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static LicenseFile Read(string path, ZipEntry entry, ZipBytes zip, LicenseCatalog catalog, ref int left)
    {
        var most = Math.Min(LargestFile, left);
        if (most == 0)
        {
            return new LicenseFile(path, [], string.Create(CultureInfo.InvariantCulture, $"the files before it have the {MostBytes / 1024} KiB that are read"));
        }

        if (Unpack(entry, zip, most) is not { } content)
        {
            return new LicenseFile(path, [], "it cannot be unpacked");
        }

        left -= content.Length;
        return content.Length < most || content.Length == entry.Size
            ? LicenseScan.Of(path, LicenseEncoding.Decode(content), catalog)
            : new LicenseFile(path, [], string.Create(CultureInfo.InvariantCulture, $"it is larger than the {most / 1024} KiB that are read of it"));
    }

    /// <summary>The beginning of a file; null when there is none.</summary>
    private static byte[]? Unpack(ZipEntry entry, ZipBytes zip, int most)
    {
        if (entry.FindBody(zip) is not { } start)
        {
            return null;
        }

        try
        {
            using var packed = new ZipStream(zip, start, entry.PackedSize);
            using Stream stream = entry.IsDeflated ? new DeflateStream(packed, CompressionMode.Decompress) : packed;
            var content = new byte[Math.Min(entry.Size, most)];
            return content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static List<LicenseFile> WithoutGreater(List<LicenseFile> files)
    {
        bool HasLesser(string folder) => files.Exists(file => FolderOf(file) == folder && file.Found.Any(license => license.Name == Lesser));
        return [.. files.Select(file => file.Found.Any(license => license.Name == Greater) && HasLesser(FolderOf(file))
            ? file with { Found = [.. file.Found.Where(license => license.Name != Greater)] }
            : file)];
    }

    private static string FolderOf(LicenseFile file) => file.Path[..(file.Path.LastIndexOf('/') + 1)];
}
