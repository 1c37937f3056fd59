using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Tests.Caching;
using Gateway.Tests.Documents;
using Gateway.Tests.EndToEnd;
using k8s.Models;

namespace Gateway.Tests.Deployment;

/// <summary>deploy/kubernetes, without a cluster: Kubernetes' own types take every file, and every name in them leads somewhere.</summary>
public sealed partial class KubernetesTests
{
    private static readonly KubernetesFiles Files = new();
    private static readonly string[] Custom = ["Certificate", "ServiceMonitor"];

    private static V1PodSpec Pod => Files.Read<V1Deployment>("Deployment").Spec.Template.Spec;

    private static V1Container Container => Pod.Containers.Single();

    private static JsonObject Adapter => Yaml.Read($"{KubernetesFiles.Folder}/prometheus-adapter.yaml");

    [Fact]
    public void Every_file_is_used_and_is_one_of_kubernetes_own()
    {
        Files.Resources.Concat(["kustomization.yaml", "prometheus-adapter.yaml"]).Should()
            .BeEquivalentTo(Directory.GetFiles(Path.Combine(Repository.Root, KubernetesFiles.Folder)).Select(Path.GetFileName));
        Files.Read<V1Deployment>("Deployment").Spec.Replicas.Should().Be(Files.Read<V2HorizontalPodAutoscaler>("HorizontalPodAutoscaler").Spec.MinReplicas);
        Files.Read<V1PodDisruptionBudget>("PodDisruptionBudget").Spec.MaxUnavailable.Value.Should().Be("1");
        Files.Read<V1NetworkPolicy>("NetworkPolicy").Spec.PolicyTypes.Should().Equal("Ingress", "Egress");
        Files.Read<V1ServiceAccount>("ServiceAccount").AutomountServiceAccountToken.Should().BeFalse();
        Files.ReadAll<V1Service>("Service").Should().HaveCount(2);
        Files.Documents.Select(document => document.Kind).Except(Custom).Should().BeEquivalentTo(
            "Deployment", "HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount");
    }

    [Fact]
    public void Every_selector_finds_the_pods_and_every_port_has_the_name_of_one_of_theirs()
    {
        var deployment = Files.Read<V1Deployment>("Deployment");
        var labels = deployment.Spec.Template.Metadata.Labels;
        var ports = Container.Ports.Select(port => port.Name).ToList();
        var selectors = Files.ReadAll<V1Service>("Service").Select(service => service.Spec.Selector)
            .Append(deployment.Spec.Selector.MatchLabels)
            .Append(Files.Read<V1PodDisruptionBudget>("PodDisruptionBudget").Spec.Selector.MatchLabels)
            .Append(Files.Read<V1NetworkPolicy>("NetworkPolicy").Spec.PodSelector.MatchLabels)
            .Concat(Pod.TopologySpreadConstraints.Select(spread => spread.LabelSelector.MatchLabels));

        selectors.Should().OnlyContain(selector => selector.All(label => labels[label.Key] == label.Value));
        Files.ReadAll<V1Service>("Service").SelectMany(service => service.Spec.Ports).Select(port => port.TargetPort.Value).Should().BeSubsetOf(ports);
        Files.Read<V1NetworkPolicy>("NetworkPolicy").Spec.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).Should().BeEquivalentTo(ports);
        Files.Read<V2HorizontalPodAutoscaler>("HorizontalPodAutoscaler").Spec.ScaleTargetRef.Name.Should().Be(deployment.Metadata.Name);

        var monitor = Files.ReadCustom("ServiceMonitor")["spec"]!;
        Files.ReadAll<V1Service>("Service").Should().ContainSingle(service => service.Metadata.Labels != null
            && service.Metadata.Labels.Contains(KeyValuePair.Create("app.kubernetes.io/component", monitor["selector"]!["matchLabels"]!["app.kubernetes.io/component"]!.ToString()))
            && service.Spec.Ports.Single().Name == monitor["endpoints"]![0]!["port"]!.ToString());
    }

    [Fact]
    public async Task What_replicas_follow_is_what_the_adapter_makes_of_the_gateways_metrics_and_the_processor_that_pods_ask_for()
    {
        var rule = Adapter["rules"]!["custom"]!.AsArray().Should().ContainSingle().Which!;
        var (series, labels) = (rule["name"]!["matches"]!.ToString(), rule["resources"]!["overrides"]!.AsObject().Select(label => label.Key));
        rule["seriesQuery"]!.ToString().Should().StartWith(series).And.ContainAll(labels.Select(label => $"{label}!=\"\""));

        var metrics = Files.Read<V2HorizontalPodAutoscaler>("HorizontalPodAutoscaler").Spec.Metrics;
        metrics.Select(metric => metric.Type).Should().Equal("Pods", "Resource");
        metrics[0].Pods.Metric.Name.Should().Be(rule["name"]!["as"]!.ToString());
        metrics[1].Resource.Name.Should().Be("cpu");
        // A share of what is asked for, so it has to be asked for.
        (Container.Resources.Requests["cpu"].ToDecimal() * metrics[1].Resource.Target.AverageUtilization!.Value / 100).Should().Be(1, "docs/operations.md speaks of a core");

        await using var gateway = await LabGateway.StartAsync(new LabSettings()
            .Cluster("golang", null, new Uri("http://127.0.0.1:1/")).Route("*", "golang").Set("Listeners:Ops:Url", "http://127.0.0.1:0"));
        await gateway.Client.GetAsync("/example.org/hello/@v/list", TestContext.Current.CancellationToken);
        using var operators = new HttpClient { BaseAddress = gateway.AddressOf("Ops") };
        // A request is measured when it is over, which is a moment after its client has the answer.
        await Eventually.TrueAsync(
            async () => (await operators.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Contains($"\n{series}{{", StringComparison.Ordinal), series, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_the_cluster_has_to_have_is_said_where_an_operator_looks()
    {
        var (page, head) = (Repository.Read("docs/deployment.md").Split("\n## Kubernetes\n")[1].Split("\n## ")[0], Repository.Read($"{KubernetesFiles.Folder}/kustomization.yaml").Split("\napiVersion")[0]);
        foreach (var (what, file) in new[]
        {
            ("cert-manager", "certificate.yaml"), ("the Prometheus operator", "servicemonitor.yaml"), ("the metrics server", "hpa.yaml"), ("the Prometheus adapter", "prometheus-adapter.yaml"),
        })
        {
            page.Should().MatchRegex($@"(?m)^\| {what}\b.*{file}");
            head.Should().Contain(what).And.Contain(file);
        }

        // The adapter asks the Prometheus that the network lets in.
        var monitoring = Files.Read<V1NetworkPolicy>("NetworkPolicy").Spec.Ingress.SelectMany(ingress => ingress.FromProperty ?? []).Single().NamespaceSelector.MatchLabels.Single().Value;
        new Uri(Adapter["prometheus"]!["url"]!.ToString()).Host.Should().EndWith($".{monitoring}.svc");
        Repository.Read($"{KubernetesFiles.Folder}/prometheus-adapter.yaml").Should().Contain($"--namespace {monitoring} ").And.Contain($"/namespaces/{Files.Kustomization["namespace"]}/pods/");
    }

    [Fact]
    public void Whoever_drains_has_the_time_for_it()
    {
        var gateway = Yaml.Parse(Repository.Read($"{KubernetesFiles.Folder}/settings/appsettings.json"))["Gateway"]!;
        var drain = TimeSpan.Parse(gateway["DrainDelay"]!.ToString()) + TimeSpan.Parse(gateway["DrainTimeout"]!.ToString());

        TimeSpan.FromSeconds(Pod.TerminationGracePeriodSeconds!.Value).Should().BeGreaterThan(drain + TimeSpan.FromSeconds(Container.Lifecycle.PreStop.Sleep.Seconds));
        Container.ReadinessProbe.PeriodSeconds.Should().BeLessThan((int)TimeSpan.Parse(gateway["DrainDelay"]!.ToString()).TotalSeconds);
    }

    [Fact]
    public void Pods_have_no_rights()
    {
        Pod.SecurityContext.RunAsNonRoot.Should().BeTrue();
        Pod.SecurityContext.RunAsUser.Should().Be(Sandbox.User);
        Container.SecurityContext.ReadOnlyRootFilesystem.Should().BeTrue();
        Container.SecurityContext.AllowPrivilegeEscalation.Should().BeFalse();
        Container.SecurityContext.Capabilities.Drop.Should().Equal("ALL");
        Container.Image.Should().MatchRegex(ComposeTests.Pinned());
        Files.Kustomization["images"]![0]!["newTag"]!.ToString().Should().Be(Container.Image.Split(':')[1]);
    }

    [Fact]
    public async Task A_gateway_with_these_settings_variables_and_mounts_starts_and_answers_the_probes()
    {
        using var bed = await ComposeBed.StartAsync();
        using var mounted = new TemporaryFolder();
        foreach (var mount in Container.VolumeMounts)
        {
            var volume = Pod.Volumes.Single(volume => volume.Name == mount.Name);
            Fill(Directory.CreateDirectory(mounted[mount.MountPath[1..]]).FullName, volume.ConfigMap?.Name ?? volume.Secret.SecretName, bed);
        }

        var settings = mounted["etc", "gateway", "settings", "appsettings.json"];
        await File.WriteAllTextAsync(settings, Repository.Read($"{KubernetesFiles.Folder}/settings/appsettings.json").Replace("/etc/gateway", mounted["etc", "gateway"], StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var environment = Container.Env.ToDictionary(variable => variable.Name, variable => variable.Value?.Replace("/etc/gateway", mounted["etc", "gateway"], StringComparison.Ordinal) ?? "gateway-7d9f-x2x4z");

        (await ComposeBed.CheckAsync(mounted.Path, Path.GetDirectoryName(settings)!, environment)).Succeeded().Text.Should().EndWith("Nothing stands out.\n");

        await using var gateway = await GatewayProcess.StartAsync(
            environment, TestContext.Current.CancellationToken, "--Listeners:Edge:Url=https://127.0.0.1:0", "--Listeners:Ops:Url=http://127.0.0.1:0");
        using var client = new HttpClient();
        foreach (var probe in new[] { Container.StartupProbe, Container.ReadinessProbe, Container.LivenessProbe })
        {
            probe.HttpGet.Port.Value.Should().Be("ops");
            // Nobody is ready before every destination was looked at, and none of them is there.
            await Caching.Eventually.TrueAsync(
                async () => (await client.GetAsync(new Uri(gateway.Ops, probe.HttpGet.Path), TestContext.Current.CancellationToken)).IsSuccessStatusCode, probe.HttpGet.Path, TestContext.Current.CancellationToken);
        }

        (await client.GetAsync(new Uri(gateway.Ops, Files.ReadCustom("ServiceMonitor")["spec"]!["endpoints"]![0]!["path"]!.ToString()), TestContext.Current.CancellationToken))
            .IsSuccessStatusCode.Should().BeTrue();
        Container.Ports.Select(port => port.ContainerPort).Should().BeEquivalentTo(Ports().Matches(await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken)).Select(match => int.Parse(match.Groups[1].Value)));
    }

    /// <summary>The files of a map or secret, by the commands that the kustomization gives and by what cert-manager and kustomize make.</summary>
    private static void Fill(string folder, string name, ComposeBed bed)
    {
        if (name == Files.Kustomization["configMapGenerator"]![0]!["name"]!.ToString())
        {
            return;
        }

        if (name == Files.ReadCustom("Certificate")["spec"]!["secretName"]!.ToString())
        {
            File.Copy(Path.Combine(bed.Certificates, "server.pem"), Path.Combine(folder, "tls.crt"));
            File.Copy(Path.Combine(bed.Certificates, "server.key"), Path.Combine(folder, "tls.key"));
            return;
        }

        var command = Repository.Read($"{KubernetesFiles.Folder}/kustomization.yaml").Split('\n').Single(line => line.Contains($"secret generic {name} ", StringComparison.Ordinal));
        foreach (var file in FromFile().Matches(command).Select(match => match.Groups[1].Value))
        {
            var made = Path.Combine(bed.Certificates, file);
            File.WriteAllText(Path.Combine(folder, file), File.Exists(made) ? File.ReadAllText(made) : "password\n");
        }
    }

    [GeneratedRegex(@"--from-file=(\S+)")]
    private static partial Regex FromFile();

    [GeneratedRegex(@"://0\.0\.0\.0:(\d+)")]
    private static partial Regex Ports();
}
