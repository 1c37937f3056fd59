using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Tests.Documents;
using Gateway.Tests.EndToEnd;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Deployment;

/// <summary>The script that prepares Nexus, run by the real shell and curl against its API as far as the script uses it.</summary>
public sealed class NexusSetupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fresh_nexus_gets_its_repositories_and_one_that_has_them_is_left_alone()
    {
        var asked = new ConcurrentQueue<(string Method, string Path, string Body)>();
        var made = new ConcurrentDictionary<string, bool>();
        await using var nexus = Create();
        nexus.Run(async context =>
        {
            var path = context.Request.Path.Value!["/service/rest/v1/".Length..];
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
            var isAdmin = context.Request.Headers.Authorization == $"Basic {Convert.ToBase64String("admin:admin123"u8)}";
            if (isAdmin && context.Request.Method != "GET")
            {
                asked.Enqueue((context.Request.Method, path, body));
                made[$"repositories/{JsonNode.Parse(body)!["name"]}"] = true;
            }

            context.Response.StatusCode = !isAdmin ? 401 : context.Request.Method == "GET" && !made.ContainsKey(path) ? 404 : context.Request.Method == "POST" ? 201 : 200;
        });
        await nexus.StartAsync(Cancellation);

        (await RunAsync(nexus.Urls.First())).Lines.Should().Equal("go-proxy: made", "go-hosted: made", "anonymous reading: on");
        var first = asked.ToList();
        (await RunAsync(nexus.Urls.First())).Lines.Should().Equal("go-proxy: is there", "go-hosted: is there", "anonymous reading: on");

        first.Select(request => (request.Method, request.Path)).Should().Equal(("POST", "repositories/go/proxy"), ("POST", "repositories/raw/hosted"), ("PUT", "security/anonymous"));
        first.Select(request => JsonNode.Parse(request.Body)!["name"]?.ToString()).Should().Equal("go-proxy", "go-hosted", null);
        asked.Skip(first.Count).Select(request => request.Path).Should().Equal("security/anonymous");
    }

    [Fact]
    public async Task A_nexus_that_refuses_ends_it()
    {
        await using var nexus = Create();
        nexus.Run(context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        await nexus.StartAsync(Cancellation);

        (await ScriptAsync(nexus.Urls.First())).ExitCode.Should().NotBe(0);
    }

    private static WebApplication Create()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var nexus = builder.Build();
        nexus.Urls.Add("http://127.0.0.1:0");
        return nexus;
    }

    private static async Task<Output> RunAsync(string address) => (await ScriptAsync(address)).Succeeded();

    private static Task<Output> ScriptAsync(string address) => Execution.RunAsync(
        "/bin/sh",
        [Path.Combine(Repository.Root, "deploy/compose/nexus.sh"), address, "admin:admin123"],
        "/",
        new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        Cancellation);
}
