namespace Gateway.Lab.Origins.Faults;

/// <summary>A way in which an origin goes wrong. The set is closed: these are all.</summary>
internal sealed class Fault
{
    private readonly Func<Exchange, Task> _answer;

    private Fault(string name, Func<Exchange, Task> answer)
    {
        Name = name;
        _answer = answer;
    }

    /// <summary>200 with a login page, whatever was asked.</summary>
    public static Fault Html { get; } = new("html", WrongAnswers.HtmlAsync);

    /// <summary><c>.info</c> and <c>@latest</c> name another version; the rest is right.</summary>
    public static Fault WrongVersion { get; } = new("wrongversion", WrongAnswers.WrongVersionAsync);

    /// <summary>Zips are 200 with a body that does not begin with PK; the rest is right.</summary>
    public static Fault NotAZip { get; } = new("notazip", WrongAnswers.NotAZipAsync);

    /// <summary>200 with nothing in it.</summary>
    public static Fault EmptyBody { get; } = new("empty", static exchange => exchange.SendAsync(Answer.Empty(200)));

    /// <summary>Redirects to itself.</summary>
    public static Fault RedirectLoop { get; } = new("loop", WrongAnswers.RedirectLoopAsync);

    /// <summary>Takes the request and says nothing until released; then answers rightly.</summary>
    public static Fault Silence { get; } = new("silence", Silences.BeforeHeadersAsync);

    /// <summary>Sends the headers and then nothing until released; then the body.</summary>
    public static Fault HeadersThenSilence { get; } = new("headers", Silences.AfterHeadersAsync);

    /// <summary>A 200 without length, ended by the end of the connection in the middle of the body. HTTP/1.1 only.</summary>
    public static Fault CutWithoutLength { get; } = new("cut", BrokenBodies.CutWithoutLengthAsync);

    /// <summary>A TCP reset instead of an answer.</summary>
    public static Fault Reset { get; } = new("reset", BrokenBodies.ResetAsync);

    /// <summary>Bytes that are no HTTP. HTTP/1.1 only.</summary>
    public static Fault Garbage { get; } = new("garbage", BrokenBodies.GarbageAsync);

    /// <summary>One of each, as they can be named at the lab's prompt.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        Status(400), Status(401), Status(403), Status(404), Status(410), Status(429, headers: ("Retry-After", "1")), Status(500), Status(502),
        Status(503, headers: ("Retry-After", "30")),
        Html, WrongVersion, NotAZip, EmptyBody, RedirectLoop,
        Silence, HeadersThenSilence, SlowFirstByte(TimeSpan.FromSeconds(5)),
        ShorterThanAnnounced(10), CutWithoutLength, DieInBody(100), FallSilent(100), Reset, Garbage,
    ];

    /// <summary>The word by which the prompt knows it.</summary>
    public string Name { get; }

    public static Fault? Find(string name) => All.FirstOrDefault(fault => fault.Name == name);

    /// <summary>A status, named by its number, with a text of the lab's own unless one is given.</summary>
    public static Fault Status(int code, string? body = null, params (string Name, string Value)[] headers) =>
        new($"{code}", exchange => exchange.SendAsync(WrongAnswers.Status(code, body, headers)));

    /// <summary>A redirect to an address of the test's choice.</summary>
    public static Fault RedirectTo(Uri address) => new("redirect", exchange => exchange.SendAsync(Answer.Redirect(address)));

    /// <summary>Answers rightly, this much later by the origin's clock; a release makes it answer at once.</summary>
    public static Fault SlowFirstByte(TimeSpan delay) => new("slow", exchange => Silences.SlowlyAsync(exchange, delay));

    /// <summary>Answers rightly when the task is done.</summary>
    public static Fault SlowFirstByte(Task until) => new("slow", exchange => Silences.UntilAsync(exchange, until));

    /// <summary>Announces the whole body, sends this many bytes of it and closes.</summary>
    public static Fault ShorterThanAnnounced(long sent) => new("short", exchange => BrokenBodies.ShorterAsync(exchange, sent));

    /// <summary>Sends this many bytes of the body and then nothing until released; then the rest.</summary>
    public static Fault FallSilent(long after) => new("stall", exchange => Silences.InBodyAsync(exchange, after));

    /// <summary>Dies after this many bytes of the body: with Content-Length or, chunked, without its last chunk.</summary>
    public static Fault DieInBody(long after, bool isChunked = false) =>
        new("die", exchange => BrokenBodies.DieAsync(exchange, after, isChunked));

    public override string ToString() => Name;

    public Task AnswerAsync(Exchange exchange) => _answer(exchange);
}
