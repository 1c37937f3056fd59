using Gateway.Lab.Commands;
using Gateway.Lab.Demo;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Lab;

public sealed class LabCommandsTests : IAsyncLifetime
{
    private Landscape _landscape = null!;
    private LabCommands _commands = null!;

    public async ValueTask InitializeAsync()
    {
        _landscape = await Landscape.StartAsync(new LandscapeOptions());
        _commands = new LabCommands(_landscape);
    }

    public async ValueTask DisposeAsync()
    {
        _commands.Dispose();
        await _landscape.DisposeAsync();
    }

    [Fact]
    public async Task An_origin_goes_down_and_up_however_often_it_is_said()
    {
        foreach (var _ in Enumerable.Range(0, 2))
        {
            (await _commands.RunAsync("nexus down")).Text.Should().Be("  nexus    down, strictprefix, 0 requests");
            _landscape.Nexus.IsRunning.Should().BeFalse();
        }

        foreach (var _ in Enumerable.Range(0, 2))
        {
            (await _commands.RunAsync("NEXUS  Up ")).Text.Should().Be("  nexus    up, strictprefix, 0 requests");
            _landscape.Nexus.IsRunning.Should().BeTrue();
        }
    }

    [Fact]
    public async Task Every_fault_can_be_named()
    {
        foreach (var fault in Fault.All)
        {
            (await _commands.RunAsync($"athens {fault}")).Should().Be(Reply.Of($"  athens   up, answers {fault}, 0 requests"));
            _landscape.Athens.Fault.Should().BeSameAs(fault);
        }
    }

    [Fact]
    public async Task A_fault_about_one_module_takes_the_place_of_the_last_about_it()
    {
        await _commands.RunAsync("nexus 403 example.org/text");
        await _commands.RunAsync("nexus 404 example.org/text");
        await _commands.RunAsync("nexus 500 example.org/Azure/Storage");

        _landscape.Nexus.Faults.Should().BeEquivalentTo("500 for example.org/Azure/Storage", "404 for example.org/text");
        var client = _landscape.Gateway.Client;
        (await client.GetAsync("example.org/!azure/!storage/@v/list", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await _landscape.Nexus.Requests.Last.Over.WaitAsync(TestContext.Current.CancellationToken);
        _landscape.Nexus.Requests.Last.Status.Should().Be(500);
    }

    [Fact]
    public async Task Healing_takes_faults_and_leaves_quirks()
    {
        foreach (var line in new[] { "nexus nolatest on", "nexus strictprefix off", "nexus html", "athens down", "heal" })
        {
            (await _commands.RunAsync(line)).IsUnderstood.Should().BeTrue(line);
        }

        _commands.Status.Should().Be("""
              nexus    up, nolatest, 0 requests
              athens   up, 0 requests
              golang   up, 0 requests
              blobs    up, 0 requests
            """.ReplaceLineEndings("\n"));
        _landscape.Nexus.Quirks[Quirk.NoLatest].Should().BeTrue();
    }

    [Fact]
    public async Task A_module_can_be_published_and_the_requests_for_it_looked_at()
    {
        (await _commands.RunAsync("nexus requests")).Text.Should().Be("nexus was asked nothing yet.");
        (await _commands.RunAsync("nexus publish corp.example/Fresh@v1.0.0")).Text.Should().Be("nexus has corp.example/Fresh@v1.0.0 now.");

        var mod = await _landscape.Gateway.Client.GetStringAsync("corp.example/!fresh/@v/v1.0.0.mod", TestContext.Current.CancellationToken);

        mod.Should().StartWith("module corp.example/Fresh\n");
        (await _commands.RunAsync("nexus requests")).Text.Should().MatchRegex("^  200 GET /repository/go-proxy/corp.example/(!|%21)fresh/@v/v1.0.0.mod$");
    }

    [Theory]
    [InlineData("", "Try help.")]
    [InlineData("nexsu down", "nexsu is no origin and no command. Did you mean nexus? Try help.")]
    [InlineData("nexus", "What should happen to nexus? Try help.")]
    [InlineData("nexus dwon", "dwon is nothing that can happen to nexus. Did you mean down? Try help.")]
    [InlineData("nexus silense", "silense is nothing that can happen to nexus. Did you mean silence? Try help.")]
    [InlineData("nexus down now", "nexus down takes no more words. Try help.")]
    [InlineData("nexus nolatest", "Say nexus nolatest on, or off.")]
    [InlineData("nexus nolatest yes", "Say nexus nolatest on, or off.")]
    [InlineData("nexus 403 text", "text has no dot in its first element, so it is no module.")]
    [InlineData("nexus publish corp.example/fresh", "corp.example/fresh is no module with a version, such as corp.example/fresh@v1.0.0.")]
    [InlineData("nexus publish", "Say nexus publish MODULE@VERSION.")]
    [InlineData("status nexus", "status stands alone.")]
    public async Task What_is_not_understood_is_answered_in_words_and_changes_nothing(string line, string words)
    {
        var before = _commands.Status;

        (await _commands.RunAsync(line)).Should().Be(Reply.NotUnderstood(words));

        _commands.Status.Should().Be(before);
    }

    [Fact]
    public async Task The_end_of_a_terminals_input_ends_the_prompt_and_the_end_of_a_pipe_waits_for_quit()
    {
        var output = new StringWriter();
        await new Prompt(_commands, new StringReader("nexus down\n"), output, isTerminal: true).RunAsync();
        output.ToString().Should().Be("> " + "  nexus    down, strictprefix, 0 requests\n" + "> \n");

        var piped = new Prompt(_commands, new StringReader("\nheal\n"), output, isTerminal: false).RunAsync();
        await _commands.RunAsync("quit");
        await piped;

        _commands.Quit.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public void The_large_module_is_golangs_alone()
    {
        _landscape.Athens.Library.Versions(LabModules.Large).Should().BeEmpty();
        _landscape.Golang.Library.Versions(LabModules.Large).Should().ContainSingle();
    }
}
