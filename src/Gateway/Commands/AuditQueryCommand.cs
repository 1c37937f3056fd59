using System.Globalization;
using System.Text.Json;
using Gateway.Auditing;
using GoModules;

namespace Gateway.Commands;

/// <summary><c>gateway audit query</c>: the requests of a log that are wanted.</summary>
internal static class AuditQueryCommand
{
    private const string DecryptionKey = "--decryption-key";

    private static readonly string[] Formats = ["table", "json", "csv", "cyclonedx"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <exception cref="UsageException">The arguments are wrong.</exception>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var arguments = CommandArguments.Read(args, ["--module", "--caller", "--from", "--to", "--decision", "--status", "--format", DecryptionKey]);
        var format = arguments.Find("--format", Formats[0]);
        if (arguments.Words.Count == 0 || !Formats.Contains(format))
        {
            throw new UsageException(arguments.Words.Count == 0 ? "a file is needed." : $"--format is \"{format}\"; one of {string.Join(", ", Formats)} is needed.");
        }

        var filter = ReadFilter(arguments);
        var source = new AuditSource(AuditKeyFiles.ReadCipher(DecryptionKey, arguments.Find(DecryptionKey, "")));
        try
        {
            return await ShowAsync(source, arguments.Words, filter, format, terminal, cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await terminal.Error.WriteLineAsync($"gateway audit query: {unreadable.Message}");
            return ExitCode.No;
        }
    }

    private static async Task<int> ShowAsync(
        AuditSource source, IReadOnlyList<string> files, AuditFilter filter, string format, Terminal terminal, CancellationToken cancellation)
    {
        var (found, skipped, bom) = (0L, 0L, new AuditBom());
        if (format == "csv")
        {
            await terminal.Output.WriteLineAsync(AuditTable.CsvHead);
        }

        await foreach (var item in source.ReadAsync(files, cancellation))
        {
            if (item.Line is null)
            {
                skipped++;
                continue;
            }

            using var json = JsonDocument.Parse(item.Text);
            if (!filter.Takes(json.RootElement))
            {
                continue;
            }

            found++;
            switch (format)
            {
                case "json": await terminal.Output.WriteLineAsync(json.RootElement.GetRawText()); break;
                case "csv": await terminal.Output.WriteLineAsync(AuditTable.Csv(json.RootElement)); break;
                case "cyclonedx": bom.Add(json.RootElement); break;
                default: await terminal.Output.WriteLineAsync(AuditTable.Line(json.RootElement)); break;
            }
        }

        if (format == "cyclonedx")
        {
            await terminal.Output.WriteLineAsync(bom.ToJson(TimeProvider.System.GetUtcNow()).ToJsonString(Indented));
        }

        if (skipped > 0)
        {
            await terminal.Error.WriteLineAsync($"gateway audit query: {skipped} lines could not be read; `gateway audit verify` says which.");
        }

        return found > 0 ? ExitCode.Right : ExitCode.No;
    }

    private static AuditFilter ReadFilter(CommandArguments arguments)
    {
        var (module, version) = arguments.Find("--module", "").Split('@', 2) is [var path, var at] ? (path, at) : (arguments.Find("--module", ""), null);
        if (module.Length > 0 && ModulePatterns.FindFault(module) is { } fault)
        {
            throw new UsageException($"--module is \"{module}\", which {fault}.");
        }

        var status = arguments.Find("--status", "");
        if (status.Length > 0 && (status.Length != 3 || !char.IsAsciiDigit(status[0]) || !(status[1..] is "xx" or "XX" || status.All(char.IsAsciiDigit))))
        {
            throw new UsageException($"--status is \"{status}\"; a status such as 404 or a class such as 5xx is needed.");
        }

        return new AuditFilter
        {
            Modules = module.Length > 0 ? new ModulePatterns([module]) : null,
            Version = version,
            Caller = NullIfEmpty(arguments.Find("--caller", "")),
            Decision = NullIfEmpty(arguments.Find("--decision", "")),
            Status = NullIfEmpty(status),
            From = ReadTime(arguments, "--from"),
            To = ReadTime(arguments, "--to"),
        };
    }

    private static DateTimeOffset? ReadTime(CommandArguments arguments, string option)
    {
        var text = arguments.Find(option, "");
        return text.Length == 0 ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw new UsageException($"{option} is \"{text}\"; a time such as 2026-11-23T08:00:00Z is needed.");
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
