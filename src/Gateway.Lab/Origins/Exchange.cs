using System.IO.Pipelines;
using Gateway.Lab.Modules;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Lab.Origins;

/// <summary>One request with its right answer, and the ways to send that answer, a part of it, or something worse.</summary>
internal sealed class Exchange(HttpContext context, SeenRequest request, Answer answer, Gate gate, TimeProvider time)
{
    // Kestrel copies what it is given before it waits for the client: small pieces keep a large body out of memory.
    private const int Piece = 64 * 1024;

    // Before a fault is chosen for it: one that is healed meanwhile does not hold it.
    private readonly int _heals = gate.Heals;

    public SeenRequest Request => request;

    /// <summary>What a healthy origin would have said.</summary>
    public Answer Answer => answer;

    public ModuleAsk? Ask => ModuleAsk.TryParse(request.Path);

    public TimeProvider Time => time;

    public CancellationToken Aborted => context.RequestAborted;

    private IDuplexPipe? Transport =>
        HttpProtocol.IsHttp2(request.Protocol) ? null : context.Features.Get<IConnectionTransportFeature>()?.Transport;

    public async Task SendAsync(Answer what)
    {
        SetHeaders(what);
        if (what.Body.Length == 0 || request.Method == "HEAD")
        {
            // With no byte of a body the server would wait for our return, and the log would say that nothing was sent.
            await context.Response.StartAsync(Aborted);
        }

        if (request.Method != "HEAD")
        {
            await SendBodyAsync(what.Body);
        }
    }

    public async Task SendHeadersAsync(Answer what)
    {
        SetHeaders(what);
        await context.Response.BodyWriter.FlushAsync(Aborted);
    }

    public async Task SendBodyAsync(LabBody body)
    {
        foreach (var memory in body.Bytes)
        {
            for (var from = 0; from < memory.Length; from += Piece)
            {
                await context.Response.BodyWriter.WriteAsync(memory.Slice(from, Math.Min(Piece, memory.Length - from)), Aborted);
            }
        }
    }

    /// <summary>Waits until the origin lets its held requests go on.</summary>
    public Task HoldAsync(CancellationToken cancellation) => gate.WaitAsync(_heals, cancellation);

    /// <summary>Ends the connection after everything written so far has been sent.</summary>
    public async Task HangUpAsync()
    {
        await context.Response.BodyWriter.FlushAsync(Aborted);
        await CloseAsync();
    }

    /// <summary>Writes past the server, straight onto the connection, and ends it. HTTP/1.1 only.</summary>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        if (Transport is { } transport)
        {
            await transport.Output.WriteAsync(bytes, Aborted);
        }

        await CloseAsync();
    }

    /// <summary>Ends the connection with a reset instead of a close.</summary>
    public void Reset()
    {
        // Without time to linger the socket is reset, not closed.
        context.Features.Get<IConnectionSocketFeature>()?.Socket.Close(0);
        context.Abort();
    }

    /// <remarks>
    /// An abort alone would throw away what is still on its way to the socket, and the client would see fewer bytes than
    /// the fault promises. Over TLS and HTTP/2 that cannot be waited for.
    /// </remarks>
    private async Task CloseAsync()
    {
        if (Transport is { } transport && !context.Request.IsHttps)
        {
            var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = Aborted.Register(closed.SetResult);
            await transport.Output.CompleteAsync();
            await closed.Task;
        }

        context.Abort();
    }

    private void SetHeaders(Answer what)
    {
        context.Response.StatusCode = what.Status;
        context.Response.ContentType = what.ContentType;
        foreach (var (name, value) in what.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (!what.IsChunked && what.Status is not (204 or 304))
        {
            context.Response.Headers.ContentLength = what.Body.Length;
        }
    }
}
