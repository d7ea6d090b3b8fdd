using Forwarder.Functions.Tables;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Forwarder.Functions.Tests.Tables;

/// <summary>A server that answers each request with the next of the given answers, the last one for ever.</summary>
internal sealed class StubTableServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Queue<Func<HttpContext, Task>> answers;
    private readonly Lock gate = new();

    private StubTableServer(WebApplication app, IEnumerable<Func<HttpContext, Task>> answers)
    {
        this.app = app;
        this.answers = new Queue<Func<HttpContext, Task>>(answers);
    }

    /// <summary>Method and path with query, as they came.</summary>
    public List<string> Requests { get; } = [];

    public List<string?> Authorizations { get; } = [];

    public Uri Url => new(app.Urls.Single());

    public static async Task<StubTableServer> StartAsync(params Func<HttpContext, Task>[] answers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var started = builder.Build();
        var stub = new StubTableServer(started, answers);
        started.Run(stub.AnswerAsync);
        await started.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    /// <summary>A table whose requests are repeated without noticeable delay.</summary>
    public TableClient Table(TimeSpan? timeout = null)
    {
        var options = new TablePipelineOptions();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(2);
        options.Retry.NetworkTimeout = timeout ?? options.Retry.NetworkTimeout;
        var account = new TableAccount(Url, new SharedKey("acme", [1, 2, 3]));
        return new TableService(account, TimeProvider.System, options).Table("lanes");
    }

    public static Func<HttpContext, Task> Status(int status, string body = "", params (string, string)[] headers) =>
        async context =>
        {
            context.Response.StatusCode = status;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }
            await context.Response.WriteAsync(body, context.RequestAborted);
        };

    public static Task Reset(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Until the client gives up.</summary>
    public static async Task Silence(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        lock (gate)
        {
            Requests.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            Authorizations.Add(context.Request.Headers.Authorization);
            return (answers.Count > 1 ? answers.Dequeue() : answers.Peek())(context);
        }
    }
}
