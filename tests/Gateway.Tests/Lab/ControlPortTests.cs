using System.Net;
using Gateway.Lab.Commands;
using Gateway.Lab.Demo;

namespace Gateway.Tests.Lab;

public sealed class ControlPortTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private Landscape _landscape = null!;
    private LabCommands _commands = null!;
    private ControlPort _control = null!;

    public async ValueTask InitializeAsync()
    {
        _landscape = await Landscape.StartAsync(new LandscapeOptions());
        _commands = new LabCommands(_landscape);
        _control = await ControlPort.StartAsync(0, _commands);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _control.DisposeAsync();
        _commands.Dispose();
        await _landscape.DisposeAsync();
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Host", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Host", "127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Host", "localhost", HttpStatusCode.OK)]
    [InlineData("Host", "[::1]:8090", HttpStatusCode.OK)]
    public async Task Pages_of_other_sites_are_turned_away(string header, string value, HttpStatusCode status)
    {
        (await SendAsync(HttpMethod.Post, "nexus/down", (header, value))).Status.Should().Be(status);
        _landscape.Nexus.IsRunning.Should().Be(status != HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Get, "", (header, value))).Status.Should().Be(status);
    }

    [Fact]
    public async Task Its_own_page_may_post() =>
        (await SendAsync(HttpMethod.Post, "heal", ("Origin", _control.Address.GetLeftPart(UriPartial.Authority)))).Status.Should().Be(HttpStatusCode.OK);

    [Fact]
    public async Task A_command_is_posted_and_never_got()
    {
        (await SendAsync(HttpMethod.Get, "nexus/down")).Status.Should().Be(HttpStatusCode.MethodNotAllowed);
        (await SendAsync(HttpMethod.Put, "nexus/down")).Status.Should().Be(HttpStatusCode.MethodNotAllowed);
        _landscape.Nexus.IsRunning.Should().BeTrue();
    }

    [Fact]
    public async Task What_is_not_understood_is_a_bad_request_in_words() =>
        (await SendAsync(HttpMethod.Post, "nexus/dwon")).Should()
            .Be((HttpStatusCode.BadRequest, "dwon is nothing that can happen to nexus. Did you mean down? Try help.\n"));

    [Fact]
    public async Task A_module_keeps_its_slashes()
    {
        await SendAsync(HttpMethod.Post, "nexus/403/example.org/Azure/Storage");

        _landscape.Nexus.Faults.Should().Equal("403 for example.org/Azure/Storage");
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(_control.Address, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
