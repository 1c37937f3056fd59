using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Access.Rules;

public sealed class WebhookTests : IAsyncLifetime
{
    private const string Zip = "/example.org/text/@v/v1.0.0.zip";

    private readonly ManualTime _time = new();
    private Origin _origin = null!;
    private Validator _validator = null!;
    private LabGateway? _gateway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var library = LabModules.Public();
        foreach (var module in LabModules.Private().All)
        {
            library.Publish(module);
        }

        _origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = library });
        _validator = await Validator.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _validator.DisposeAsync();
        await _origin.DisposeAsync();
    }

    [Fact]
    public async Task A_version_is_given_when_the_webhook_says_yes_and_it_is_asked_once()
    {
        await StartAsync();

        (await GetAsync(Zip)).Status.Should().Be(200);
        (await GetAsync("/example.org/text/@v/v1.0.0.info")).Status.Should().Be(200);
        (await GetAsync("/example.org/text/@v/list")).Status.Should().Be(200);
        (await GetAsync("/example.org/text/@v/v1.1.0.mod")).Status.Should().Be(200);

        _validator.Asked.Should().Equal("POST example.org/text@v1.0.0 2");
    }

    [Fact]
    public async Task A_no_is_told_with_its_reason_on_one_line()
    {
        _validator.Answer = (403, "GPL is not for us:\u0007 see \"policy\"\n\nsecond paragraph");
        await StartAsync();

        var (status, text) = await GetAsync(Zip);

        status.Should().Be(403);
        text.Split('\n')[..2].Should().Equal("forbidden: rule \"hook\" denies example.org/text@v1.0.0", "GPL is not for us: see policy");
        _origin.Requests.Targets.Should().BeEmpty();
    }

    [Fact]
    public async Task What_it_said_is_believed_for_its_lifetime()
    {
        await StartAsync();
        (await GetAsync(Zip)).Status.Should().Be(200);
        _validator.Answer = (403, "no more");

        (await GetAsync(Zip)).Status.Should().Be(200);
        _time.Move(TimeSpan.FromMinutes(6));
        (await GetAsync(Zip)).Status.Should().Be(403);

        _validator.Asked.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("Deny", 503)]
    [InlineData("LastDecision", 503)]
    [InlineData("Allow", 200)]
    public async Task Without_an_answer_OnFailure_holds(string onFailure, int status)
    {
        _validator.Answer = (500, "database is down");
        await StartAsync(onFailure);

        (await GetAsync(Zip)).Status.Should().Be(status);
    }

    [Fact]
    public async Task The_last_decision_outlives_its_lifetime_where_that_is_wished()
    {
        await StartAsync("LastDecision");
        (await GetAsync(Zip)).Status.Should().Be(200);
        _validator.Answer = (500, "");
        _time.Move(TimeSpan.FromHours(1));

        (await GetAsync(Zip)).Status.Should().Be(200);
        (await GetAsync("/example.org/text/@v/v1.1.0.zip")).Status.Should().Be(503);
    }

    [Fact]
    public async Task A_webhook_that_says_nothing_is_not_waited_for()
    {
        var never = new TaskCompletionSource();
        _validator.Until = never.Task;
        await StartAsync(timeout: "00:00:00.5");

        var (status, text) = await GetAsync(Zip);

        status.Should().Be(503);
        text.Should().StartWith("unavailable: rule \"hook\" cannot decide about example.org/text@v1.0.0 now\nthe webhook that it asks does not answer\n");
        never.SetResult();
    }

    [Fact]
    public async Task Who_asks_at_once_waits_for_one_question()
    {
        var gate = new TaskCompletionSource();
        _validator.Until = gate.Task;
        await StartAsync();

        var asking = new[] { Zip, "/example.org/text/@v/v1.0.0.info" }.Select(GetAsync).ToList();
        await Eventually.TrueAsync(() => _validator.Asked.Count == 1, "the webhook is asked", Cancellation);
        gate.SetResult();

        (await Task.WhenAll(asking)).Should().OnlyContain(answer => answer.Status == 200);
        _validator.Asked.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false, 403)]
    [InlineData(true, 200)]
    public async Task Private_names_are_told_it_only_where_that_is_allowed(bool hears, int status)
    {
        await StartAsync(hears: hears);

        (await GetAsync("/corp.example/billing/@v/v1.0.0.zip")).Status.Should().Be(status);

        _validator.Asked.Should().HaveCount(hears ? 1 : 0);
    }

    private async Task StartAsync(string onFailure = "Deny", bool hears = false, string timeout = "00:00:30") => _gateway = await LabGateway.StartAsync(
        new LabSettings().Cluster(_origin, new { Trust = "Internal" }).Route("*", "origin").Private("corp.example").Set("Access", JsonNode.Parse($$"""
            { "Default": "Deny", "Rules": [ { "Id": "hook", "Effect": "Allow", "Modules": [ "*" ],
              "Webhook": { "Url": "{{_validator.Url}}", "OnFailure": "{{onFailure}}", "Timeout": "{{timeout}}", "HearsPrivateModules": {{(hears ? "true" : "false")}} } } ] }
            """)),
        _time);

    private async Task<(int Status, string Text)> GetAsync(string path)
    {
        using var response = await _gateway!.Client.GetAsync(path, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
