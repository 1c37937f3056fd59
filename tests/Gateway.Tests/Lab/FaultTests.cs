using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Tests.Lab;

public sealed class FaultTests : IAsyncLifetime
{
    private const string List = "example.org/text/@v/list";
    private const string Info = "example.org/text/@v/v1.2.0.info";
    private const string Zip = "example.org/text/@v/v1.2.0.zip";
    private const string Large = "example.org/large/@v/v1.0.0.zip";

    private Origin _origin = null!;
    private OriginClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _origin = await Origin.StartAsync(OriginOptions.FilesLike(LabModules.Public()));
        _client = new OriginClient(_origin);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _origin.DisposeAsync();
    }

    [Fact]
    public async Task A_status_comes_with_its_headers_and_text()
    {
        _origin.Fault = Fault.Status(503, "down for maintenance", ("Retry-After", "30"), ("Content-Type", "text/html"));

        using var response = await _client.GetAsync(List);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(30));
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        (await response.Content.ReadAsStringAsync(Cancellation)).Should().Be("down for maintenance");
    }

    [Fact]
    public async Task Html_is_a_login_page_that_looks_fine_by_its_status()
    {
        _origin.Fault = Fault.Html;

        using var response = await _client.GetAsync(List);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        (await response.Content.ReadAsStringAsync(Cancellation)).Should().Contain("Sign in");
    }

    [Fact]
    public async Task A_wrong_version_is_in_the_info_only()
    {
        _origin.Fault = Fault.WrongVersion;

        (await _client.TextAsync(Info)).Should().Contain("v9.9.9-lab");
        (await _client.TextAsync(List)).Should().StartWith("v1.0.0");
    }

    [Fact]
    public async Task Not_a_zip_is_as_long_as_the_zip_and_does_not_begin_with_PK()
    {
        _origin.Fault = Fault.NotAZip;

        using var response = await _client.GetAsync(Zip);
        var body = await response.Content.ReadAsByteArrayAsync(Cancellation);

        body.LongLength.Should().Be(_origin.Library.Find("example.org/text", "v1.2.0")!.Zip.Length);
        Encoding.ASCII.GetString(body).Should().StartWith("this is not a zip");
        (await _client.TextAsync(List)).Should().StartWith("v1.0.0");
    }

    [Fact]
    public async Task An_empty_body_is_a_200_with_nothing_in_it()
    {
        _origin.Fault = Fault.EmptyBody;

        (await _client.TextAsync(Info)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_redirect_loop_leads_to_itself_and_a_redirect_where_it_is_told()
    {
        _origin.Fault = Fault.RedirectLoop;
        using var loop = await _client.GetAsync(Info);
        loop.StatusCode.Should().Be(HttpStatusCode.Redirect);
        new Uri(_origin.Address, loop.Headers.Location!).Should().Be(new Uri(_origin.Address, Info));

        _origin.Fault = Fault.RedirectTo(new Uri("http://elsewhere.example/"));
        using var away = await _client.GetAsync(Info);
        away.Headers.Location.Should().Be(new Uri("http://elsewhere.example/"));
    }

    [Fact]
    public async Task A_silent_origin_answers_when_it_is_released()
    {
        _origin.Fault = Fault.Silence;

        var asking = _client.GetAsync(List);
        await _origin.HoldsAsync(1, Cancellation);
        asking.IsCompleted.Should().BeFalse();
        _origin.Requests.Last.Over.IsCompleted.Should().BeFalse();
        _origin.Release();

        (await asking).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Headers_come_and_then_nothing_until_it_is_released()
    {
        _origin.Fault = Fault.HeadersThenSilence;

        using var response = await _client.GetAsync(Zip);
        response.Content.Headers.ContentLength.Should().BeGreaterThan(90_000);
        var draining = OriginClient.DrainAsync(response);
        draining.IsCompleted.Should().BeFalse();
        await _origin.HoldsAsync(1, Cancellation);
        _origin.Release();

        (await draining).Should().Be((response.Content.Headers.ContentLength!.Value, true));
    }

    [Fact]
    public async Task A_body_falls_silent_until_it_is_released()
    {
        _origin.Fault = Fault.FallSilent(1000);

        using var response = await _client.GetAsync(Zip);
        var draining = OriginClient.DrainAsync(response);
        await _origin.HoldsAsync(1, Cancellation);
        draining.IsCompleted.Should().BeFalse();
        _origin.Release();

        (await draining).Should().Be((response.Content.Headers.ContentLength!.Value, true));
    }

    [Fact]
    public async Task A_slow_first_byte_comes_when_its_gate_opens()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _origin.Fault = Fault.SlowFirstByte(gate.Task);

        var asking = _client.GetAsync(List);
        await _origin.Requests.WaitForAsync(1, Cancellation);
        asking.IsCompleted.Should().BeFalse();
        gate.SetResult();

        (await asking).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_slow_first_byte_comes_after_its_time_or_a_release()
    {
        _origin.Fault = Fault.SlowFirstByte(TimeSpan.FromMilliseconds(1));
        (await _client.TextAsync(List)).Should().StartWith("v1.0.0");

        _origin.Fault = Fault.SlowFirstByte(TimeSpan.FromDays(1));
        var asking = _client.GetAsync(List);
        await _origin.HoldsAsync(1, Cancellation);
        _origin.Release();
        (await asking).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(50_000)]
    public async Task A_short_body_has_fewer_bytes_than_were_announced(int sent)
    {
        _origin.Fault = Fault.ShorterThanAnnounced(sent);

        using var response = await _client.GetAsync(Zip);

        response.Content.Headers.ContentLength.Should().BeGreaterThan(90_000);
        (await OriginClient.DrainAsync(response)).Should().Be((sent, false));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3_000_000, false)]
    [InlineData(3_000_000, true)]
    public async Task A_body_that_dies_is_never_whole(int after, bool isChunked)
    {
        _origin.Fault = Fault.DieInBody(after, isChunked);

        using var response = await _client.GetAsync(Large);

        (response.Headers.TransferEncodingChunked ?? false).Should().Be(isChunked);
        (await OriginClient.DrainAsync(response)).Should().Be((after, false));
    }

    [Fact]
    public async Task A_body_that_dies_over_http2_is_never_whole()
    {
        var options = OriginOptions.AthensLike(LabModules.Public()) with { Protocols = HttpProtocols.Http2 };
        await using var origin = await Origin.StartAsync(options);
        origin.Fault = Fault.DieInBody(100_000);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(origin.Address, Large))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        var whole = true;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            whole = (await OriginClient.DrainAsync(response)).IsWhole;
        }
        catch (HttpRequestException)
        {
            whole = false;
        }

        whole.Should().BeFalse();
    }

    [Fact]
    public async Task A_cut_without_length_looks_like_an_end()
    {
        _origin.Fault = Fault.CutWithoutLength;

        using var response = await _client.GetAsync(Zip);

        response.Content.Headers.ContentLength.Should().BeNull();
        response.Headers.TransferEncodingChunked.Should().NotBe(true);
        var whole = _origin.Library.Find("example.org/text", "v1.2.0")!.Zip.Length;
        (await OriginClient.DrainAsync(response)).Should().Be((whole / 2, true));
    }

    [Fact]
    public async Task A_reset_is_a_reset()
    {
        _origin.Fault = Fault.Reset;

        var asking = () => _client.GetAsync(List);

        var failure = (await asking.Should().ThrowAsync<HttpRequestException>()).Which.GetBaseException();
        failure.Should().BeOfType<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Garbage_is_no_http()
    {
        _origin.Fault = Fault.Garbage;

        var asking = () => _client.GetAsync(List);

        (await asking.Should().ThrowAsync<HttpRequestException>()).Which.HttpRequestError.Should().Be(HttpRequestError.InvalidResponse);
    }

    [Fact]
    public async Task A_fault_can_be_for_some_requests_and_for_a_few_of_them()
    {
        _origin.Break(Fault.Status(500), static request => request.Path.EndsWith(".zip", StringComparison.Ordinal), times: 2);

        (await _client.TextAsync(List)).Should().StartWith("v1.0.0");
        (await _client.GetAsync(Zip)).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await _client.GetAsync(Zip)).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await _client.GetAsync(Zip)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_particular_fault_comes_before_the_general_one_and_healing_ends_both()
    {
        _origin.Break(Fault.Status(410), static request => request.Path.EndsWith(".zip", StringComparison.Ordinal));
        _origin.Fault = Fault.Status(500);

        (await _client.GetAsync(Zip)).StatusCode.Should().Be(HttpStatusCode.Gone);
        (await _client.GetAsync(List)).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        _origin.Heal();
        (await _client.GetAsync(Zip)).StatusCode.Should().Be(HttpStatusCode.OK);
        _origin.Fault.Should().BeNull();
    }

    [Fact]
    public void Every_fault_has_a_word_of_its_own()
    {
        Fault.All.Select(static fault => fault.Name).Should().OnlyHaveUniqueItems().And.OnlyContain(static name => !name.Contains(' '));
        Fault.Find("silence").Should().BeSameAs(Fault.Silence);
        Fault.Find("unknown").Should().BeNull();
    }
}
