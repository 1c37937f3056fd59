using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;

namespace Gateway.Auditing;

/// <summary>Files that were put away: their names, their compression, and their end.</summary>
internal static class AuditArchive
{
    private const string Zipped = ".gz";

    // A few milliseconds' work, and after it so many times as long for requests: on one core they would have to wait behind a whole file.
    private const int PieceBytes = 256 * 1024;
    private const int PauseFactor = 3;

    // Two thirds of the usual level's time for 2% more bytes. Level 1 takes a third less again, and makes 60% more bytes.
    private static readonly ZLibCompressionOptions Effort = new() { CompressionLevel = 2 };

    /// <summary>The name of a file put away: <c>audit-000000000001-20261123T101112Z.jsonl</c>, so that names sort as their lines do.</summary>
    public static string NameFor(string path, long firstNumber, DateTimeOffset now) => Path.Combine(
        Path.GetDirectoryName(path)!,
        string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(path)}-{firstNumber:d12}-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}{Path.GetExtension(path)}"));

    /// <summary>The files that were put away, oldest line first.</summary>
    public static IReadOnlyList<string> Find(string path)
    {
        var pattern = $"{Path.GetFileNameWithoutExtension(path)}-????????????-????????T??????Z{Path.GetExtension(path)}";
        var folder = Path.GetDirectoryName(path)!;
        return !Directory.Exists(folder) ? []
            : [.. Directory.EnumerateFiles(folder, pattern).Concat(Directory.EnumerateFiles(folder, pattern + Zipped)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The number of the first line of a file put away, as its name has it; 0 when it has none.</summary>
    public static long FirstNumberOf(string path, string archived)
    {
        var name = Path.GetFileName(archived).AsSpan();
        var begin = Path.GetFileNameWithoutExtension(path).Length + 1;
        return long.TryParse(name.Slice(begin, 12), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>Compresses what is not compressed yet and removes what is older than it has to be kept.</summary>
    /// <exception cref="IOException">A file could not be written or removed; what was whole before is whole now.</exception>
    public static async Task TidyAsync(string path, bool compress, int retainDays, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var file in Find(path))
        {
            if (retainDays > 0 && File.GetLastWriteTimeUtc(file) < now.UtcDateTime.AddDays(-retainDays))
            {
                File.Delete(file);
            }
            else if (compress && !file.EndsWith(Zipped, StringComparison.Ordinal))
            {
                await CompressAsync(file, cancellation);
            }
        }
    }

    private static async Task CompressAsync(string file, CancellationToken cancellation)
    {
        var (unfinished, zipped) = (file + Zipped + ".new", file + Zipped);
        await using (var from = File.OpenRead(file))
        await using (var to = File.Create(unfinished))
        {
            await using (var gzip = new GZipStream(to, Effort, leaveOpen: true))
            {
                await CompressAsync(from, gzip, cancellation);
            }

            // A power cut must not find the new name without its bytes when the old one is gone.
            to.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(unfinished, File.GetUnixFileMode(file));
        }

        File.SetLastWriteTimeUtc(unfinished, File.GetLastWriteTimeUtc(file));
        File.Move(unfinished, zipped, overwrite: true);
        File.Delete(file);
    }

    private static async Task CompressAsync(FileStream from, GZipStream to, CancellationToken cancellation)
    {
        var piece = new byte[PieceBytes];
        while (true)
        {
            var began = Stopwatch.GetTimestamp();
            var read = await from.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellation);
            await to.WriteAsync(piece.AsMemory(0, read), cancellation);
            if (read < piece.Length)
            {
                return;
            }

            await Task.Delay(PauseFactor * Stopwatch.GetElapsedTime(began), cancellation);
        }
    }

    /// <summary>Opens a file for reading, compressed or not.</summary>
    public static Stream OpenRead(string file)
    {
        var stream = File.OpenRead(file);
        return file.EndsWith(Zipped, StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }
}
