using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Access.Advisories;
using Gateway.Access.Rules;
using Gateway.Access.Tokens;
using Gateway.Auditing;
using Gateway.Caching;
using Gateway.Checksums;
using Gateway.Edge;
using Gateway.Limits;
using Gateway.Mirroring;
using Gateway.Access.Certificates;
using Gateway.Edge.Listening;
using Gateway.Ops;
using Gateway.PassThrough;
using Gateway.Telemetry;
using Gateway.Upstreams;

namespace Gateway.Settings;

/// <summary>Reads, merges, binds and checks all settings together, and gives them back only when all of them are right.</summary>
internal static class SettingsReader
{
    private static readonly JsonDocumentOptions Leniency = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads the sources as they are now.</summary>
    /// <exception cref="SettingsException">Something is wrong; every fault is named.</exception>
    public static SettingsReading Read(SettingsSources sources)
    {
        var faults = new List<string>();
        var files = new SettingsFiles();
        var merged = new JsonObject();
        for (var index = 0; index < sources.Files.Count; index++)
        {
            if (ReadFile(sources.Files[index], files, isNeeded: index == 0, faults) is { } content)
            {
                SettingsMerge.Over(merged, content, typeof(GatewaySettings));
            }
        }

        // A file that cannot be read would make every setting it holds look missing.
        ThrowIfAny(faults, files);
        merged.Remove("$schema");
        foreach (var (source, path, value) in sources.Overrides)
        {
            SettingsOverrides.Set(merged, path, value, source, faults);
        }

        var settings = new SettingsBinder(faults).Bind<GatewaySettings>(merged);
        var clusters = YarpClusters.Read(settings.ReverseProxy, faults);
        var routes = YarpRoutes.Read(settings.ReverseProxy, faults);
        ListenersConsistency.Check(settings, faults);
        ModulesConsistency.Check(settings, clusters, faults);
        UpstreamsConsistency.Check(settings, clusters, faults);
        CachingConsistency.Check(settings.Caching, faults);
        ChecksumsConsistency.Check(settings, faults);
        TokensConsistency.Check(settings, faults);
        AdvisoriesConsistency.Check(settings, faults);
        AccessConsistency.Check(settings, faults);
        LimitsConsistency.Check(settings.Limits, faults);
        PassThroughConsistency.Check(settings, routes, faults);
        AuditingConsistency.Check(settings.Auditing, faults);
        MirroringConsistency.Check(settings, faults);
        TelemetryConsistency.Check(settings, faults);
        OpsConsistency.Check(settings, faults);
        var secrets = UpstreamSecrets.Read(settings, files, faults);
        var redisSecrets = RedisSecrets.Read(settings.Caching.Redis, faults);
        var alertSecret = AlertSecret.Read(settings.Ops, faults);
        var collector = OtlpTarget.Read(settings.Telemetry, faults);
        var auditSecrets = AuditSecrets.Read(settings.Auditing, faults);
        var tokens = TokenPlan.Read(settings.Tokens, files, faults);
        var clientAuthorities = ClientAuthoritiesReading.Read(settings.ClientCertificates, files, faults);
        var serverCertificates = ServerCertificates.Read(settings, clientAuthorities, files, faults);
        ThrowIfAny(faults, files);

        return new SettingsReading(settings, ClusterDefaults.Apply(clusters, settings, secrets), routes, secrets, redisSecrets, auditSecrets, collector, alertSecret, files)
        {
            ServerCertificates = serverCertificates,
            ClientAuthorities = clientAuthorities,
            Tokens = tokens,
        };
    }

    private static JsonObject? ReadFile(string file, SettingsFiles files, bool isNeeded, List<string> faults)
    {
        var text = "";
        try
        {
            text = files.ReadText(file);
            if (JsonNode.Parse(text, documentOptions: Leniency) is JsonObject { Count: > 0 } content)
            {
                return content;
            }

            faults.Add($"{file} is empty; an object of settings is needed.");
        }
        catch (JsonException broken)
        {
            faults.Add(text.Trim().Length == 0
                ? $"{file} is empty; an object of settings is needed."
                : $"{file} is not JSON: line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}: {FirstSentence(broken.Message)}");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            if (isNeeded)
            {
                faults.Add($"{file} is missing.");
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{file} cannot be read: {unreadable.Message}");
        }

        return null;
    }

    private static string FirstSentence(string message) => message.Split(" Path:")[0].Split(" LineNumber:")[0];

    private static void ThrowIfAny(List<string> faults, SettingsFiles files)
    {
        if (faults.Count > 0)
        {
            throw new SettingsException(faults) { Files = files };
        }
    }
}
