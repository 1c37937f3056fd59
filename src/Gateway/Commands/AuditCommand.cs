using Gateway.Settings;

namespace Gateway.Commands;

/// <summary><c>gateway audit</c>: looks at audit logs.</summary>
internal static class AuditCommand
{
    public const string Usage = """
        Usage: gateway audit verify FILE... [--key FILE] [--head HASH] [--decryption-key FILE]
               gateway audit query FILE... [what is wanted] [--format table|json|csv|cyclonedx] [--decryption-key FILE]

        verify tells whether anything was changed, removed, added or moved before the last checkpoint, and names the first such line.

          FILE                   a log, or one that was put away (.gz too); in any order
          --key FILE             the key that signs checkpoints, its public half is enough; without it anybody could have written the log
          --head HASH            a head that was logged or told before: it must still be there

        query shows the requests that are wanted.

          --module PATTERN       modules, as in GOPRIVATE, or MODULE@VERSION
          --caller TEXT          a subject, a certificate's name or fingerprint, an issuer, an address
          --from TIME --to TIME  such as 2026-11-23 or 2026-11-23T08:00:00Z
          --decision WORD        allow, deny, unauthenticated, none
          --status 404|5xx       a status or a class of them
          --format cyclonedx     the module versions that were taken, as a bill of materials

          --decryption-key FILE  the key of encrypted logs

        Exit codes: 0 right, 1 the log is not what was written (verify) or nothing is found (query).

        """;

    private static readonly string[] Verbs = ["verify", "query"];

    /// <exception cref="UsageException">The arguments are wrong.</exception>
    public static Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation) => args switch
    {
        ["verify", .. var rest] => AuditVerifyCommand.RunAsync(rest, terminal, cancellation),
        ["query", .. var rest] => AuditQueryCommand.RunAsync(rest, terminal, cancellation),
        [] => throw new UsageException("verify or query is needed."),
        [var word, ..] => throw new UsageException($"{word} is neither verify nor query.{DidYouMean.Sentence(word, Verbs)}"),
    };
}
