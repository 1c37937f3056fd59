namespace Gateway.Auditing;

/// <summary>Rules between the settings of the audit log.</summary>
internal static class AuditingConsistency
{
    public static void Check(AuditingOptions options, List<string> faults)
    {
        if (options.File.Length > 0 && (options.File.Contains('\0') || Directory.Exists(options.File)))
        {
            faults.Add($"Auditing:File is \"{options.File}\"; the path of a file such as /var/log/gateway/audit.jsonl is needed.");
        }

        if (options.WhenFull == WhenFull.Wait && options.File.Length == 0)
        {
            faults.Add("Auditing:WhenFull is Wait and Auditing:File is not set; only what goes to a file can be waited for.");
        }

        if (options.EncryptionKeyFile.Length > 0 && options.File.Length == 0)
        {
            faults.Add("Auditing:EncryptionKeyFile is set and Auditing:File is not; only files are encrypted.");
        }

        if (options.EncryptionKeyFile.Length > 0 && options.StandardOutput)
        {
            faults.Add("Auditing:EncryptionKeyFile is set and Auditing:StandardOutput is true; records would stand there in clear, so one of them has to go.");
        }

        if (options.EncryptionKeyFile.Length > 0 && options.Otlp)
        {
            faults.Add("Auditing:EncryptionKeyFile is set and Auditing:Otlp is true; records would go to the collector in clear, so one of them has to go.");
        }
    }
}
