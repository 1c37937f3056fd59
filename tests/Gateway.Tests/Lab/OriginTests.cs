using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Tests.Lab;

public sealed class OriginTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_module_is_served_with_all_its_files()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        using var client = new OriginClient(origin);

        (await client.TextAsync("example.org/text/@v/list")).Should().Be("v1.0.0\nv1.1.0\nv1.2.0-rc.1\nv1.2.0\n");
        (await client.TextAsync("example.org/text/@latest")).Should().Contain("\"Version\":\"v1.2.0\"");
        (await client.TextAsync("example.org/text/@v/v1.0.0.info")).Should().Contain("\"Version\":\"v1.0.0\"");
        (await client.TextAsync("example.org/hello/@v/v1.0.0.mod")).Should().Contain("require example.org/text v1.0.0");
        (await client.TextAsync("example.org/hello/@v/master.info")).Should().Contain("v1.2.1-0.2025");
        using var response = await client.GetAsync("example.org/%21azure/%21storage/@v/v1.1.0-%21r%21c1.zip");
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync(Cancellation));
        zip.Entries.Should().HaveCount(2);
    }

    [Fact]
    public async Task The_log_holds_what_arrived()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Private()));
        using var client = new OriginClient(origin, "edge:edge-password");

        using var response = await client.GetAsync(
            "corp.example/%21platform/%21log/@v/v1.4.0.info?x=1", ("Via", "1.1 edge"), ("traceparent", "00-1-2-01"));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var seen = origin.Requests.Last;
        await seen.Over;
        seen.Method.Should().Be("GET");
        seen.Target.Should().Be("/repository/go-proxy/corp.example/%21platform/%21log/@v/v1.4.0.info?x=1");
        seen.Protocol.Should().Be("HTTP/1.1");
        seen.Authorization.Should().StartWith("Basic ");
        seen.Header("via").Should().Be("1.1 edge");
        seen.Header("traceparent").Should().Be("00-1-2-01");
        seen.Status.Should().Be(200);
        seen.ClientLeft.Should().BeFalse();
    }

    [Fact]
    public async Task A_stopped_origin_refuses_and_comes_back_on_its_port()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        using var client = new OriginClient(origin);
        var address = origin.Address;

        await origin.StopAsync();
        var refused = () => client.GetAsync("example.org/text/@v/list");
        (await refused.Should().ThrowAsync<HttpRequestException>())
            .WithInnerException<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.ConnectionRefused);

        await origin.StartAgainAsync();
        origin.Address.Should().Be(address);
        (await client.TextAsync("example.org/text/@v/list")).Should().StartWith("v1.0.0");
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_requests_that_are_held()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        using var client = new OriginClient(origin);
        origin.Fault = Fault.Silence;

        var asking = client.GetAsync("example.org/text/@v/list");
        await origin.Requests.WaitForAsync(1, Cancellation);
        await origin.StopAsync();

        await asking.Invoking(static task => task).Should().ThrowAsync<HttpRequestException>();
        origin.Requests.Last.Over.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task A_client_that_leaves_is_noticed()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        origin.Fault = Fault.Silence;
        var client = new OriginClient(origin);

        var asking = client.GetAsync("example.org/text/@v/list");
        await origin.Requests.WaitForAsync(1, Cancellation);
        client.Dispose();

        await asking.Invoking(static task => task).Should().ThrowAsync<Exception>();
        await origin.Requests.Last.Over.WaitAsync(Cancellation);
        origin.Requests.Last.ClientLeft.Should().BeTrue();
    }

    [Fact]
    public async Task Files_have_validators_and_ranges()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.FilesLike(LabModules.Public()));
        using var client = new OriginClient(origin);
        using var whole = await client.GetAsync("example.org/text/@v/v1.2.0.zip");
        var bytes = await whole.Content.ReadAsByteArrayAsync(Cancellation);
        var tag = whole.Headers.ETag!.ToString();

        using var part = await client.GetAsync("example.org/text/@v/v1.2.0.zip", ("Range", "bytes=100-199"), ("If-Range", tag));
        part.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        part.Content.Headers.ContentRange!.ToString().Should().Be($"bytes 100-199/{bytes.Length}");
        (await part.Content.ReadAsByteArrayAsync(Cancellation)).Should().Equal(bytes[100..200]);

        using var end = await client.GetAsync("example.org/text/@v/v1.2.0.zip", ("Range", "bytes=-22"));
        (await end.Content.ReadAsByteArrayAsync(Cancellation)).Should().Equal(bytes[^22..]);

        using var changed = await client.GetAsync("example.org/text/@v/v1.2.0.zip", ("Range", "bytes=100-"), ("If-Range", "\"other\""));
        changed.StatusCode.Should().Be(HttpStatusCode.OK);

        using var beyond = await client.GetAsync("example.org/text/@v/v1.2.0.zip", ("Range", $"bytes={bytes.Length}-"));
        beyond.StatusCode.Should().Be(HttpStatusCode.RequestedRangeNotSatisfiable);

        using var known = await client.GetAsync("example.org/text/@v/v1.2.0.zip", ("If-None-Match", tag));
        known.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Head_has_the_headers_and_no_body()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.FilesLike(LabModules.Public()));
        using var client = new OriginClient(origin);

        using var response = await client.HeadAsync("example.org/text/@v/v1.2.0.zip");

        response.Content.Headers.ContentLength.Should().BeGreaterThan(90_000);
        (await OriginClient.DrainAsync(response)).Should().Be((0, true));
    }

    [Fact]
    public async Task An_origin_can_leave_out_the_length()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { IsChunked = true });
        using var client = new OriginClient(origin);

        using var response = await client.GetAsync("example.org/text/@v/v1.2.0.zip");

        response.Headers.TransferEncodingChunked.Should().BeTrue();
        response.Content.Headers.ContentLength.Should().BeNull();
        (await OriginClient.DrainAsync(response)).IsWhole.Should().BeTrue();
    }

    [Fact]
    public async Task An_origin_can_speak_http2_in_the_clear()
    {
        var options = OriginOptions.AthensLike(LabModules.Public()) with { Protocols = HttpProtocols.Http2 };
        await using var origin = await Origin.StartAsync(options);
        using var client = new HttpClient
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        var list = await client.GetStringAsync(new Uri(origin.Address, "example.org/text/@v/list"), Cancellation);

        list.Should().StartWith("v1.0.0");
        origin.Requests.Last.Protocol.Should().Be("HTTP/2");
    }

    [Fact]
    public async Task A_300_MB_toolchain_streams_with_its_length_announced()
    {
        var library = new ModuleLibrary(LabModules.ToolchainOf(300_000_000));
        await using var origin = await Origin.StartAsync(OriginOptions.AthensLike(library));
        using var client = new OriginClient(origin);

        using var response = await client.GetAsync("golang.org/toolchain/@v/v0.0.1-go1.99.0.linux-amd64.zip");

        var announced = response.Content.Headers.ContentLength;
        announced.Should().BeGreaterThan(300_000_000);
        (await OriginClient.DrainAsync(response)).Should().Be((announced!.Value, true));
    }

    [Fact]
    public async Task A_first_byte_delay_holds_every_answer()
    {
        var options = OriginOptions.AthensLike(LabModules.Public()) with { FirstByteDelay = TimeSpan.FromDays(1) };
        await using var origin = await Origin.StartAsync(options);
        using var client = new OriginClient(origin);

        var asking = client.GetAsync("example.org/text/@v/list");
        await origin.Requests.WaitForAsync(1, Cancellation);
        origin.Requests.Last.Over.IsCompleted.Should().BeFalse();
        await origin.StopAsync();

        await asking.Invoking(static task => task).Should().ThrowAsync<HttpRequestException>();
        origin.Requests.Last.Status.Should().Be(0);
    }

    [Fact]
    public async Task A_bearer_token_can_be_asked_for()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Token = "t0ken" });
        using var client = new OriginClient(origin);

        using var refused = await client.GetAsync("example.org/text/@v/list");
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        using var welcome = await client.GetAsync("example.org/text/@v/list", ("Authorization", "Bearer t0ken"));
        welcome.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start()
    {
        await using var first = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));

        var start = () => Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Port = first.Address.Port });

        await start.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task Only_loopback_is_listened_on()
    {
        var start = () => Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Host = IPAddress.Any });

        await start.Should().ThrowAsync<InvalidOperationException>();
    }
}
