using Gateway.Edge;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Tests.Edge;

/// <summary>What a connection knows of the requests that are under way on it.</summary>
public sealed class RequestsUnderWayTests : IDisposable
{
    private readonly RequestsUnderWay _tested = new();
    private readonly Request _first = new();
    private readonly Request _second = new();
    private readonly Request _third = new();

    public RequestsUnderWayTests()
    {
        _tested.Begin(_first.Context, 1);
        _tested.Begin(_second.Context, 2);
        _tested.Begin(_third.Context, 3);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _third.Dispose();
    }

    [Fact]
    public void Of_several_at_once_those_that_began_too_long_ago_are_aborted_and_told_once()
    {
        Abort(before: 3).Should().Equal(_second.Context, _first.Context);
        Abort(before: 3).Should().BeEmpty();

        (_first.IsAborted, _second.IsAborted, _third.IsAborted).Should().Be((true, true, false));
    }

    [Fact]
    public void What_is_over_is_left_alone_whichever_ended_first()
    {
        _tested.End(_first.Context);
        _tested.End(_third.Context);

        Abort(before: 4).Should().Equal(_second.Context);
    }

    [Fact]
    public void A_context_that_serves_the_next_request_begins_anew()
    {
        Abort(before: 2).Should().Equal(_first.Context);
        _tested.End(_first.Context);
        _tested.Begin(_first.Context, 4);

        Abort(before: 4).Should().HaveCount(2).And.Contain([_second.Context, _third.Context]);
        Abort(before: 5).Should().Equal(_first.Context);
    }

    private List<HttpContext> Abort(long before)
    {
        var told = new List<HttpContext>();
        _tested.Abort(before, told.Add);
        return told;
    }

    private sealed class Request : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _aborted = new();

        public Request()
        {
            RequestAborted = _aborted.Token;
            Context.Features.Set<IHttpRequestLifetimeFeature>(this);
        }

        public HttpContext Context { get; } = new DefaultHttpContext();

        public CancellationToken RequestAborted { get; set; }

        public bool IsAborted => _aborted.IsCancellationRequested;

        public void Abort() => _aborted.Cancel();

        public void Dispose() => _aborted.Dispose();
    }
}
