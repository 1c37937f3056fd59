using System.Text.Json.Nodes;
using Gateway.Tests.Documents;
using k8s;

namespace Gateway.Tests.Deployment;

/// <summary>What <c>deploy/kubernetes</c> has kustomize put together.</summary>
internal sealed class KubernetesFiles
{
    public const string Folder = "deploy/kubernetes";

    public JsonObject Kustomization { get; } = Yaml.Read($"{Folder}/kustomization.yaml");

    public IReadOnlyList<string> Resources => [.. Kustomization["resources"]!.AsArray().Select(file => file!.ToString())];

    /// <summary>Every document of every resource, as written.</summary>
    public IEnumerable<(string Kind, string Text)> Documents => Resources.SelectMany(file => Repository.Read($"{Folder}/{file}").Split("\n---\n"))
        .Select(text => (Yaml.Parse(text)["kind"]!.ToString(), text));

    /// <summary>The one document of a kind, read as Kubernetes' own schema has it: an unknown key is a fault.</summary>
    public T Read<T>(string kind) => ReadAll<T>(kind).Single();

    public IReadOnlyList<T> ReadAll<T>(string kind) => [.. Documents.Where(document => document.Kind == kind).Select(document => KubernetesYaml.Deserialize<T>(document.Text, strict: true))];

    /// <summary>The one document of a kind that is none of Kubernetes' own.</summary>
    public JsonObject ReadCustom(string kind) => Yaml.Parse(Documents.Single(document => document.Kind == kind).Text);
}
