using Gateway.Auditing;

namespace Gateway.Commands;

/// <summary><c>gateway audit verify</c>: whether a log is what the gateway wrote.</summary>
internal static class AuditVerifyCommand
{
    private const string Key = "--key";
    private const string DecryptionKey = "--decryption-key";
    private const string Head = "--head";

    /// <exception cref="UsageException">The arguments are wrong.</exception>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var arguments = CommandArguments.Read(args, [Key, DecryptionKey, Head]);
        if (arguments.Words.Count == 0)
        {
            throw new UsageException("a file is needed.");
        }

        var head = arguments.Find(Head, "");
        if (head.Length > 0 && (head.Length != AuditLine.NoHead.Length || !head.All(char.IsAsciiHexDigit)))
        {
            throw new UsageException($"{Head} is \"{head}\"; {AuditLine.NoHead.Length} hexadecimal digits are needed.");
        }

        var signer = AuditKeyFiles.ReadSigner(Key, arguments.Find(Key, ""));
        var verifier = new AuditVerifier(signer, AuditKeyFiles.ReadCipher(DecryptionKey, arguments.Find(DecryptionKey, "")));
        try
        {
            var verdict = await verifier.VerifyAsync(arguments.Words, head.Length == 0 ? null : head, cancellation);
            return await TellAsync(terminal, verdict, signer is not null);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await terminal.Error.WriteLineAsync($"gateway audit verify: {unreadable.Message}");
            return ExitCode.No;
        }
    }

    private static async Task<int> TellAsync(Terminal terminal, AuditVerdict verdict, bool isSigned)
    {
        if (verdict.Fault is { } fault)
        {
            await terminal.Output.WriteLineAsync($"NOT what was written: {fault}.");
            return ExitCode.No;
        }

        if (verdict.Lines == 0)
        {
            await terminal.Output.WriteLineAsync("The log is empty.");
            return ExitCode.No;
        }

        await terminal.Output.WriteLineAsync($"{verdict.Lines} lines are as they were written, {verdict.Checkpoints} checkpoints among them. Head {verdict.Head}.");
        foreach (var remark in RemarksOn(verdict, isSigned))
        {
            await terminal.Output.WriteLineAsync(remark);
        }

        return ExitCode.Right;
    }

    private static IEnumerable<string> RemarksOn(AuditVerdict verdict, bool isSigned)
    {
        if (!isSigned)
        {
            yield return $"Signatures were not looked at: name the key with {Key}, because without it anybody could have written all of this.";
        }

        if (verdict.First > 1)
        {
            yield return $"The log begins with line {verdict.First}: the files before were not named.";
        }

        if (verdict.Uncovered > 0)
        {
            yield return $"The last {verdict.Uncovered} lines are not covered: no checkpoint follows them.";
        }

        if (verdict.EndsTorn)
        {
            yield return "It ends with half a line, as a crash leaves it.";
        }

        if (verdict.Torn > 0)
        {
            yield return $"{verdict.Torn} half lines were left by crashes; the starts behind them name them.";
        }
    }
}
