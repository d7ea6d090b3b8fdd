using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Vocabulary;

namespace Forwarder.Simulator;

/// <summary>The simulator's own routes for what an administrator does in the web interface: users, types, reasons.</summary>
internal sealed class Administration(CallerDirectory callers, Platform platform)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/simulator");
        group.MapPost("/users", SetUserAsync);
        group.MapPost(
            "/types",
            request => AddAsync(request, entry => platform.Administer(store => store.AddType(entry)))
        );
        group.MapDelete("/types", (string name) => platform.Administer(store => store.RemoveType(name)));
        group.MapPost("/reasons", request => AddAsync(request, AddReason));
        group.MapDelete("/reasons", (string name) => platform.Administer(store => store.RemoveReason(name)));
        group.MapDelete("/platform", platform.Reset);
    }

    private void AddReason(NewEntry entry) =>
        platform.Administer(store => store.AddReason(entry.Id, entry.Name, entry.Name, entry.Hidden, author: null));

    private async Task SetUserAsync(HttpContext context)
    {
        var (user, problem) = await ReadAsync(context.Request, SimulatorJson.Default.User);
        problem ??= user!.Problem;
        if (problem is null)
        {
            callers.Set(user!);
        }
        await AnswerAsync(context, problem);
    }

    private static async Task AddAsync(HttpContext context, Action<NewEntry> add)
    {
        var (entry, problem) = await ReadAsync(context.Request, SimulatorJson.Default.NewEntry);
        if (problem is null)
        {
            add(entry!);
        }
        await AnswerAsync(context, problem);
    }

    private static Task AnswerAsync(HttpContext context, string? problem)
    {
        context.Response.StatusCode = problem is null
            ? StatusCodes.Status204NoContent
            : StatusCodes.Status400BadRequest;
        return problem is null ? Task.CompletedTask : context.Response.WriteAsync(problem);
    }

    private static async Task<(T? Value, string? Problem)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var value = await JsonSerializer.DeserializeAsync(request.Body, type);
            return (value, value is null ? "the body must be an object" : null);
        }
        catch (JsonException failure)
        {
            return (null, failure.Message);
        }
    }
}
