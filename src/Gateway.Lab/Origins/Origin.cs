using Gateway.Lab.Modules;
using Gateway.Lab.Origins.Faults;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Lab.Origins;

/// <summary>A module proxy on a real socket that can be looked at, broken, stopped and started again on its port.</summary>
internal sealed class Origin : IAsyncDisposable
{
    private readonly OriginOptions _options;
    private readonly OriginAnswers _answers;
    private readonly FaultBoard _faults = new();
    private readonly Gate _gate = new();
    private readonly OriginServer _server;

    private Origin(OriginOptions options)
    {
        _options = options;
        Quirks = new QuirkSwitches(options.Quirks);
        _answers = new OriginAnswers(options, Quirks);
        _server = new OriginServer(options, ServeAsync);
    }

    public string Name => _options.Name;

    public ModuleLibrary Library => _options.Library;

    /// <summary>What it asks of everyone; null when it asks for nothing.</summary>
    public string? Username => _options.Username;

    public string? Password => _options.Password;

    /// <summary>Where modules are asked for: with the prefix and a slash at its end.</summary>
    public Uri Address => new($"{(_options.Certificate is null ? "http" : "https")}://{_server.EndPoint}{_answers.Prefix}");

    public RequestLog Requests { get; } = new();

    /// <summary>What a gateway asked of itself, to see how the origin is.</summary>
    public RequestLog Probes { get; } = new();

    public QuirkSwitches Quirks { get; }

    public bool IsRunning => _server.IsRunning;

    /// <summary>What is wrong with every answer; faults for some requests (Break) come before it.</summary>
    public Fault? Fault
    {
        get => _faults.ForAll;
        set => _faults.ForAll = value;
    }

    /// <summary>Every fault in force, in words.</summary>
    public IReadOnlyList<string> Faults => _faults.Words;

    public static async Task<Origin> StartAsync(OriginOptions options)
    {
        var origin = new Origin(options);
        await origin._server.StartAsync();
        return origin;
    }

    /// <summary>Breaks the answers to some requests, or to the next few.</summary>
    public void Break(Fault fault, Func<SeenRequest, bool>? where = null, int times = int.MaxValue) =>
        _faults.Add(fault, where ?? (static _ => true), times);

    /// <summary>Breaks the answers about one module, as a firewall in front of an origin does.</summary>
    public void Break(Fault fault, string module)
    {
        var files = $"/{EscapedName.OfPath(module)}/@";
        _faults.Add(fault, request => Uri.UnescapeDataString(request.Path).Contains(files, StringComparison.Ordinal), int.MaxValue, module);
    }

    /// <summary>Takes every fault away and lets the held requests go on.</summary>
    public void Heal()
    {
        _faults.Clear();
        _gate.Heal();
    }

    /// <summary>Lets the requests go on that are held by a silence now; the next ones are held again.</summary>
    public void Release() => _gate.Open();

    /// <summary>Completes when this many requests are held at once.</summary>
    public Task HoldsAsync(int count, CancellationToken cancellation) => _gate.HoldsAsync(count, cancellation);

    /// <summary>Empties the negative cache (<see cref="Quirk.NegativeCache"/>).</summary>
    public void ForgetMissing() => _answers.ForgetMissing();

    /// <summary>Ends every connection at once; the port then refuses, and is kept from others.</summary>
    public Task StopAsync() => _server.StopAsync();

    public Task StartAgainAsync() => _server.StartAsync();

    /// <summary>As it was at first, but for what was published and asked since: without faults, and running.</summary>
    public async Task RecoverAsync()
    {
        Heal();
        if (!IsRunning)
        {
            await StartAgainAsync();
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var request = SeenRequest.Of(context);
        (request.IsProbe ? Probes : Requests).Add(request);
        try
        {
            var exchange = new Exchange(context, request, _answers.For(request), _gate, _options.Time);
            var fault = _faults.Take(request);
            if (_options.FirstByteDelay > TimeSpan.Zero)
            {
                await Task.Delay(_options.FirstByteDelay, _options.Time, context.RequestAborted);
            }

            await (fault is null ? exchange.SendAsync(exchange.Answer) : fault.AnswerAsync(exchange));
            request.Close(context, clientLeft: false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or ConnectionAbortedException or IOException)
        {
            request.Close(context, clientLeft: true);
            context.Abort();
        }
    }
}
