using Gateway.Lab.Demo;
using Gateway.Lab.Origins.Faults;
using Gateway.Lab.Tours;

namespace Gateway.Tests.Lab;

public sealed class TourTests : IDisposable
{
    private static readonly TourStep Right = new("a right step", static (_, _) => Task.FromResult(new Finding(true, "this", "this")));

    private readonly StringWriter _output = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Lines => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task A_step_that_goes_wrong_says_what_was_expected_and_the_tour_goes_on()
    {
        await using var landscape = await Landscape.StartAsync(new LandscapeOptions());
        TourStep wrong = new("a wrong step", static (_, _) => Task.FromResult(new Finding(false, "200", "502")));
        TourStep broken = new("a broken step", static (_, _) => throw new InvalidOperationException("the lab is at fault"));

        var isRight = await new Tour(landscape, [wrong, broken, Right], _output).RunAsync(Cancellation);

        isRight.Should().BeFalse();
        Lines.Should().Equal(
            "✗ a wrong step: expected 200; saw 502",
            "✗ a broken step: expected an answer; saw the lab is at fault",
            "✓ a right step: this",
            "1 of 3 steps went as they should.");
    }

    [Fact]
    public async Task Every_step_begins_with_a_landscape_that_is_well()
    {
        await using var landscape = await Landscape.StartAsync(new LandscapeOptions());
        landscape.Athens.Fault = Fault.Html;
        await landscape.Golang.StopAsync();
        TourStep look = new("a look", static (landscape, _) => Task.FromResult(new Finding(
            landscape.Origins.All(static origin => origin.IsRunning && origin.Faults.Count == 0), "", "")));

        (await new Tour(landscape, [look], _output).RunAsync(Cancellation)).Should().BeTrue(_output.ToString());
    }

    [Fact]
    public async Task The_steps_notice_what_they_are_there_for()
    {
        // Where golang has nothing but its pages, a step that needs it cannot be right.
        await using var landscape = await Landscape.StartAsync(new LandscapeOptions());
        var large = TourRun.Steps.Single(static step => step.Title.Contains("only golang has", StringComparison.Ordinal));
        TourStep hindered = new(large.Title, (landscape, cancellation) =>
        {
            landscape.Golang.Fault = Fault.Html;
            return large.WalkAsync(landscape, cancellation);
        });

        (await new Tour(landscape, [hindered], _output).RunAsync(Cancellation)).Should().BeFalse();
        Lines[0].Should().StartWith("✗ ").And.Contain("expected 200 from blobs by way of golang; saw GET /example.org/large/@v/v1.0.0.zip: 502");
    }
}
