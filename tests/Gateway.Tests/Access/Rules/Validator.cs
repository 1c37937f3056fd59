using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Access.Rules;

/// <summary>A webhook in the manner of Athens' validators, on a real socket.</summary>
internal sealed class Validator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Validator(WebApplication app) => _app = app;

    /// <summary>What it was asked, as <c>module@version</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>What it answers.</summary>
    public (int Status, string Text) Answer { get; set; } = (200, "");

    /// <summary>It answers when this ends.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    public string Url => _app.Urls.Single() + "/validate";

    public static async Task<Validator> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var validator = new Validator(builder.Build());
        validator._app.Run(validator.HandleAsync);
        await validator._app.StartAsync(TestContext.Current.CancellationToken);
        return validator;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var question = await JsonDocument.ParseAsync(context.Request.Body);
        var properties = question.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString());
        Asked.Enqueue($"{context.Request.Method} {properties["Module"]}@{properties["Version"]} {properties.Count}");
        await Until.WaitAsync(context.RequestAborted);
        context.Response.StatusCode = Answer.Status;
        await context.Response.WriteAsync(Answer.Text);
    }
}
