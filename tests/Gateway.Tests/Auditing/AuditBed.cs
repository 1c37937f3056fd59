using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Auditing;
using Gateway.Lab;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Auditing;

/// <summary>A folder for an audit log, with its keys, and what the commands say of it.</summary>
internal sealed class AuditBed : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AuditBed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(SigningKey, key.ExportECPrivateKeyPem());
        File.WriteAllText(PublicKey, key.ExportSubjectPublicKeyInfoPem());
        File.WriteAllBytes(EncryptionKey, RandomNumberGenerator.GetBytes(AuditCipher.KeyBytes));
        File.WriteAllBytes(Salt, RandomNumberGenerator.GetBytes(32));
    }

    public string Log => _folder["log", "audit.jsonl"];

    public string SigningKey => _folder["signing.pem"];

    public string PublicKey => _folder["signing.pub.pem"];

    public string EncryptionKey => _folder["encryption.key"];

    public string Salt => _folder["salt"];

    public string LogFolder => _folder["log"];

    /// <summary>The log and all of it that was put away.</summary>
    public IReadOnlyList<string> Files => [.. AuditArchive.Find(Log), .. File.Exists(Log) ? new[] { Log } : []];

    public AuditSigner Signer => AuditSigner.Read(File.ReadAllText(SigningKey));

    /// <summary>Lets a gateway write this log.</summary>
    public LabSettings Record(LabSettings settings) => settings.Set("Auditing:File", Log).Set("Auditing:SigningKeyFile", SigningKey);

    /// <summary>A writer of this log, without a process around it.</summary>
    public (AuditChain Chain, AuditJournal Journal) Journal(TimeProvider time, AuditingOptions? options = null, AuditCipher? cipher = null, AuditSigner? signer = null)
    {
        var chain = new AuditChain("test-1", signer ?? Signer);
        return (chain, new AuditJournal(options ?? new AuditingOptions { File = Log }, chain, cipher, new AuditFile(Log), time));
    }

    /// <summary>Every line that can be read, in order.</summary>
    public async Task<List<JsonElement>> ReadAsync(AuditCipher? cipher = null)
    {
        var records = new List<JsonElement>();
        await foreach (var item in new AuditSource(cipher).ReadAsync(Files, TestContext.Current.CancellationToken))
        {
            if (item.Line is not null)
            {
                records.Add(JsonDocument.Parse(item.Text).RootElement);
            }
        }

        return records;
    }

    public async Task<List<JsonElement>> RequestsAsync() =>
        [.. (await ReadAsync()).Where(record => record.GetProperty("type").GetString() == "request")];

    /// <summary>What the verifier says of the log as it stands.</summary>
    public Task<AuditVerdict> VerifyAsync(string? head = null, AuditCipher? cipher = null) =>
        new AuditVerifier(AuditSigner.Read(File.ReadAllText(PublicKey)), cipher).VerifyAsync(Files, head, TestContext.Current.CancellationToken);

    public void Dispose() => _folder.Dispose();
}
