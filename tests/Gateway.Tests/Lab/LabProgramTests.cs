using System.Net;
using System.Net.Sockets;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Lab;

/// <summary>The lab as a process: what it prints, what it takes, and how it ends.</summary>
public sealed class LabProgramTests
{
    private const string Versions = "example.org/text/@v/list";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tour_ticks_every_step_and_ends_with_0()
    {
        await using var lab = LabProcess.Start("--tour");

        var tour = (await lab.EndAsync()).Succeeded();

        tour.Lines.SkipLast(1).Should().HaveCountGreaterThan(10).And.OnlyContain(line => line.StartsWith("✓ "));
        tour.Lines[^1].Should().Be($"{tour.Lines.Count - 1} of {tour.Lines.Count - 1} steps went as they should.");
        tour.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--ops-port")]
    [InlineData("--control-port")]
    public async Task A_port_in_use_ends_the_start_with_one_sentence_and_2(string option)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        string[] free = ["--port=0", "--ops-port=0", "--control-port=0"];

        await using var lab = LabProcess.Start([.. free, $"{option}={port}"]);
        var end = await lab.EndAsync();

        end.ExitCode.Should().Be(2);
        end.Text.Should().BeEmpty();
        end.Error.Should().MatchRegex($@"\Alab: [^\n]*127\.0\.0\.1:{port}[^\n]*in use[^\n]*{option}=PORT\.\n\z");
    }

    [Theory]
    [InlineData("--tuor", "lab: --tuor is no option. Did you mean --tour?")]
    [InlineData("--prot=1", "lab: --prot=1 is no option. Did you mean --port=?")]
    [InlineData("--port=99999", "lab: --port=99999: a port from 0 to 65535 is needed.")]
    [InlineData("now", "lab: now is no option.")]
    public async Task Arguments_that_are_none_are_answered_with_the_usage_and_2(string argument, string sentence)
    {
        await using var lab = LabProcess.Start(argument);

        var end = await lab.EndAsync();

        end.ExitCode.Should().Be(2);
        end.Text.Should().BeEmpty();
        end.Error.Should().StartWith(sentence + "\n\nUsage: ");
    }

    [Fact]
    public async Task Help_is_printed_with_0()
    {
        await using var lab = LabProcess.Start("--help");

        (await lab.EndAsync()).Succeeded().Text.Should().StartWith("Usage: ");
    }

    [Fact]
    public async Task What_is_typed_changes_what_the_gateway_answers()
    {
        await using var lab = await LabProcess.StartDemoAsync();
        using var client = new HttpClient { BaseAddress = lab.Gateway };

        (await client.GetAsync(Versions, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        await lab.TypeAsync("athens down");
        await lab.ReadUntilAsync("  athens   down, 1 request");
        await lab.TypeAsync("golang 503");
        // It may have been asked already: a first answer takes long enough for a hedge.
        await lab.ReadUntilAsync("  golang   up, answers 503, ");
        (await client.GetAsync(Versions, Cancellation)).StatusCode.Should().Be(HttpStatusCode.BadGateway);
        await lab.ReadUntilAsync("athens refused the connection");
        await lab.TypeAsync("heel");
        await lab.ReadUntilAsync("heel is no origin and no command. Did you mean heal?");
        await lab.TypeAsync("heal");
        await lab.ReadUntilAsync("blobs    up");
        (await client.GetAsync(Versions, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        await lab.TypeAsync("quit");

        (await lab.EndAsync()).Succeeded();
    }

    [Fact]
    public async Task What_is_posted_changes_what_the_gateway_answers()
    {
        await using var lab = await LabProcess.StartDemoAsync();
        using var client = new HttpClient { BaseAddress = lab.Gateway };
        using var control = new HttpClient { BaseAddress = lab.Control };

        (await control.PostAsync("nexus/403/example.org/text", null, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        // Where the refusal takes long, as a first answer may, the next cluster is asked as well and may answer sooner.
        await Eventually.TrueAsync(async () => (await client.GetAsync(Versions, Cancellation)).StatusCode == HttpStatusCode.Forbidden, "it is refused", Cancellation);
        (await control.GetStringAsync("", Cancellation)).Should().Contain("ORIGIN down").And.Contain("nexus    up, answers 403 for example.org/text");
        (await control.PostAsync("heal", null, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync(Versions, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await control.PostAsync("quit", null, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);

        (await lab.EndAsync()).Succeeded();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task The_end_of_its_input_does_not_end_it_and_a_signal_does(string signal)
    {
        await using var lab = await LabProcess.StartDemoAsync();
        using var client = new HttpClient { BaseAddress = lab.Gateway };

        await lab.TypeAsync("nexus silence");
        lab.CloseInput();
        await lab.ReadUntilAsync("nexus    up, answers silence");
        var held = client.GetAsync("corp.example/billing/@v/list", Cancellation);
        (await client.GetAsync("golang.org/toolchain/@v/list", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        await lab.SignalAsync(signal);

        (await lab.EndAsync()).Succeeded();
        await held.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
