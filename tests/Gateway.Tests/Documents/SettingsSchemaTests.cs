using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Gateway.Tests.Documents;

/// <summary>The schema is what the options classes say, and takes every settings file that is shipped.</summary>
public class SettingsSchemaTests
{
    // Writes the schema in place of comparing it: WRITE_SCHEMA=1 tests/run -class '*.SettingsSchemaTests'.
    private const string WriteVariable = "WRITE_SCHEMA";

    [Fact]
    public void The_schema_is_what_the_options_classes_say()
    {
        var generated = SettingsSchema.Generate();
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, SettingsSchema.File), generated);
        }

        Repository.Read(SettingsSchema.File).Should().Be(generated, $"else {WriteVariable}=1 tests/run -class '*.{nameof(SettingsSchemaTests)}' writes it anew");
    }

    [Fact]
    public void Every_setting_says_what_it_is() => SettingsSchema.Undescribed().Should().BeEmpty();

    [Theory]
    [InlineData("appsettings/appsettings.json")]
    [InlineData("appsettings/appsettings.Compose.json")]
    [InlineData("appsettings/appsettings.reference.json")]
    [InlineData("deploy/kubernetes/settings/appsettings.json")]
    public void It_takes_what_is_shipped(string file) => Faults(Repository.Read(file)).Should().BeEmpty();

    [Theory]
    [InlineData("""{ "Failover": { "MaxAttempt": 3 } }""")]
    [InlineData("""{ "Failover": { "MaxAttempts": 0 } }""")]
    [InlineData("""{ "Failover": { "MaxAttempts": "many" } }""")]
    [InlineData("""{ "Caching": { "MutableLifetime": "a minute" } }""")]
    [InlineData("""{ "Gateway": { "Name": "an edge" } }""")]
    [InlineData("""{ "Listeners": { "Plain": { "Clients": "Everybody" } } }""")]
    [InlineData("""{ "Modules": { "Routes": [ { "Cluster": "golang" } ] } }""")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "Destination": {} } } } }""")]
    public void It_refuses_what_the_gateway_refuses(string settings) => Faults(settings).Should().NotBeEmpty();

    private static IReadOnlyList<string> Faults(string settings)
    {
        var document = JsonNode.Parse(settings, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var verdict = JsonSchema.FromText(Repository.Read(SettingsSchema.File)).Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return verdict.IsValid ? [] : [.. verdict.Details.Where(detail => detail.HasErrors).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))];
    }
}
