using System.Reflection.PortableExecutable;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>What is published for arm64 is for no processor in particular: it is run by the one that is here.</summary>
[Collection<Shipped>]
public sealed class PortableTests(Published published)
{
    [Fact]
    public void Nothing_in_it_is_compiled_for_a_processor()
    {
        var files = Directory.GetFiles(published.Portable, "*.dll", SearchOption.AllDirectories);

        files.Should().HaveCountGreaterThan(10);
        files.Where(file => !IsPortable(file)).Should().BeEmpty();
        Directory.GetFiles(published.Portable, "*.so*", SearchOption.AllDirectories).Should().BeEmpty();
        IsPortable(Path.Combine(published.Image, "gateway.dll")).Should().BeFalse("for amd64 it is compiled ahead");
    }

    [Fact]
    public async Task It_serves_modules()
    {
        using var folder = new TemporaryFolder();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await new LabSettings().Cluster(origin).Route("*", "origin").Set("Listeners:Ops:Url", "http://127.0.0.1:0").WriteAsync(new DirectoryInfo(folder.Path));

        await using var gateway = await GatewayProcess.StartPublishedAsync(published.Portable, TestContext.Current.CancellationToken, $"--settings={folder.Path}");
        using var go = new GoCommand(GoRelease.Newest, gateway.GoProxy);

        (await go.RunAsync(TestContext.Current.CancellationToken, "get", "example.org/hello@v1.1.0")).Succeeded();
        await gateway.SignalAsync("TERM", TestContext.Current.CancellationToken);
        (await gateway.EndsAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Should().Be(0);
    }

    private static bool IsPortable(string file)
    {
        using var reader = new PEReader(File.OpenRead(file));
        return reader.PEHeaders is { CorHeader: { Flags: var flags, ManagedNativeHeaderDirectory.Size: 0 }, CoffHeader.Machine: Machine.I386 } && flags.HasFlag(CorFlags.ILOnly);
    }
}
