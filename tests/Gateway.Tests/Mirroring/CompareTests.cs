using System.IO.Compression;
using System.Text.Json;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Mirroring;

/// <summary>A new upstream is tried on copies: what it answers otherwise is found, and nothing that is only packed otherwise.</summary>
public class CompareTests
{
    [Fact]
    public async Task Other_packing_is_no_difference_and_other_content_is()
    {
        // Other bytes for the same content, but for one module whose requirements differ.
        var copies = LabModules.Public(CompressionLevel.NoCompression);
        copies.Withdraw("example.org/hello", "v1.1.0").Publish(new LabModule { Path = "example.org/hello", Version = "v1.1.0", Requires = ["example.org/text@v1.0.0"] });
        await using var bed = await MirrorBed.StartAsync(new { Compare = true }, copies: copies);

        // Once as they stream through, once as they are kept.
        for (var turn = 0; turn < 2; turn++)
        {
            foreach (var file in new[] { "text/@v/v1.1.0.zip", "text/@v/v1.1.0.info", "text/@v/v1.1.0.mod", "text/@v/list", "hello/@v/v1.1.0.mod", "hello/@v/v1.1.0.zip", "hello/@v/v1.1.0.info" })
            {
                (await bed.AskAsync($"/example.org/{file}")).Status.Should().Be(200);
            }

            await bed.SettledAsync((turn + 1) * 7);
        }

        LabModules.Public().Find("example.org/text", "v1.1.0")!.Zip.Tag.Should().NotBe(copies.Find("example.org/text", "v1.1.0")!.Zip.Tag, "the test is about other bytes");
        var differences = await DifferencesAsync(bed);
        differences.Select(difference => difference.GetProperty("kind").GetString()).Should().OnlyContain(kind => kind == "body");
        differences.Select(difference => difference.GetProperty("path").GetString()).Should().BeEquivalentTo(
            "example.org/hello/@v/v1.1.0.mod", "example.org/hello/@v/v1.1.0.zip", "example.org/hello/@v/v1.1.0.mod", "example.org/hello/@v/v1.1.0.zip");
        differences.Should().OnlyContain(difference => difference.GetProperty("ours").GetString()!.StartsWith("h1:", StringComparison.Ordinal)
            && difference.GetProperty("theirs").GetString()!.StartsWith("h1:", StringComparison.Ordinal) && difference.GetProperty("cluster").GetString() == "nexus");
    }

    [Fact]
    public async Task Another_status_is_a_difference_and_is_counted()
    {
        await using var bed = await MirrorBed.StartAsync(new { Compare = true }, copies: new ModuleLibrary());
        using var counted = new Counted("gateway.mirror.differences", bed.Gateway);

        await bed.AskAsync("/example.org/hello/@v/list");
        await bed.AskAsync("/example.org/nowhere/@v/list");
        await bed.SettledAsync(2);

        var difference = (await DifferencesAsync(bed)).Should().ContainSingle().Subject;
        difference.GetProperty("kind").GetString().Should().Be("status");
        (difference.GetProperty("ours").GetString(), difference.GetProperty("theirs").GetString()).Should().Be(("200", "404"));
        counted.Tags("kind", "status").Should().ContainSingle();
    }

    [Fact]
    public async Task What_breaks_off_or_is_too_large_is_not_compared()
    {
        await using var bed = await MirrorBed.StartAsync(new { Compare = true, LargestComparedMegabytes = 1 });
        bed.Audit.Break(Fault.DieInBody(10), request => request.Target.EndsWith(".mod", StringComparison.Ordinal));
        bed.Audit.Break(Fault.NotAZip, request => request.Target.Contains("large", StringComparison.Ordinal));

        await bed.AskAsync("/example.org/hello/@v/v1.1.0.mod");
        await bed.AskAsync($"/{LabModules.Large}/@v/v1.0.0.zip");
        await bed.SettledAsync(2);

        (await DifferencesAsync(bed)).Should().BeEmpty();
        bed.Mirror.Tally.Dropped.Keys.Should().Equal("failed");
    }

    [Fact]
    public async Task The_latest_differences_are_remembered_and_no_more()
    {
        await using var bed = await MirrorBed.StartAsync(new { Compare = true, Kinds = new[] { "List" } }, copies: new ModuleLibrary());
        for (var asked = 0; asked < 130; asked++)
        {
            await bed.AskAsync("/example.org/hello/@v/list");
        }

        await bed.SettledAsync(130);
        (await DifferencesAsync(bed)).Should().HaveCount(100);
    }

    private static async Task<List<JsonElement>> DifferencesAsync(MirrorBed bed) => [.. (await bed.ShownAsync()).GetProperty("differences").EnumerateArray()];
}
