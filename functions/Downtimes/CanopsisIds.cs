using System.Text.Json;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>What creations need and only Canopsis knows (canopsis-api.md 4 and 5): ids of type and reason, its version, its routes.</summary>
internal sealed class CanopsisIds(
    string customer,
    DowntimeSettings settings,
    PbehaviorClient client,
    IdCache cache,
    ILogger logger
)
{
    private const string Type = "type";
    private const string Reason = "reason";
    private const string Version = "version";
    private const string Connector = "connector";
    private const string None = "none";
    private const string ReasonDescription = "Activation Maintenance Centreon";

    // Types and reasons hidden by an administrator count, too.
    private const string WithHidden = "&with_hidden=true";

    public async Task<PbehaviorIds> GetAsync(CancellationToken cancellation)
    {
        if (client.OnlyLogsRequests)
        {
            return PbehaviorIds.Placeholders;
        }
        var type = await cache.GetAsync(Type, settings.TypeName, AskTypeAsync, cancellation);
        var reason = await cache.GetAsync(Reason, settings.ReasonName, AskReasonAsync, cancellation);
        var version = await cache.GetAsync(Version, "", AskVersionAsync, cancellation);
        return new PbehaviorIds(
            type,
            reason ?? (settings.ReasonId.Length > 0 ? settings.ReasonId : null),
            PbehaviorIds.IsVersionWithColour(version)
        );
    }

    /// <summary>Whether downtimes go to the route for connectors.</summary>
    public async Task<bool> UsesConnectorRouteAsync(CancellationToken cancellation) =>
        settings.UseConnectorRoute
        && await cache.GetAsync(Connector, "", ProbeConnectorAsync, cancellation) is { } answer and not None;

    /// <summary>A creation was refused because of them.</summary>
    public async Task ForgetAsync(CancellationToken cancellation)
    {
        await cache.ForgetAsync(Type, settings.TypeName, cancellation);
        await cache.ForgetAsync(Reason, settings.ReasonName, cancellation);
        await cache.ForgetAsync(Version, "", cancellation);
    }

    private async Task<IdAnswer> AskTypeAsync(CancellationToken cancellation)
    {
        var (types, answer) = await client.ReadAllAsync(client.Routes.Types, WithHidden, cancellation);
        if (types is null)
        {
            return NotLookedUp("the type of downtimes", answer);
        }
        var id = IdChoice.ByName(types, settings.TypeName);
        if (id is null)
        {
            DowntimeLog.TypeMissing(logger, customer, settings.TypeName);
        }
        return IdAnswer.Of(id);
    }

    private async Task<IdAnswer> AskReasonAsync(CancellationToken cancellation)
    {
        var (reasons, answer) = await client.ReadAllAsync(client.Routes.Reasons, WithHidden, cancellation);
        if (reasons is null)
        {
            return NotLookedUp("the reason of downtimes", answer);
        }
        if (IdChoice.ByName(reasons, settings.ReasonName) is { } id)
        {
            return IdAnswer.Of(id);
        }
        var created = await CreateReasonAsync(cancellation);
        switch (created.Class)
        {
            case PbehaviorAnswerClass.Done:
                return IdAnswer.Of(PbehaviorReader.Text(created.Body, "_id"));
            case PbehaviorAnswerClass.Exists:
                // Somebody else was faster.
                var (again, read) = await client.ReadAllAsync(client.Routes.Reasons, WithHidden, cancellation);
                return again is not null && IdChoice.ByName(again, settings.ReasonName) is { } other
                    ? IdAnswer.Of(other)
                    : NotLookedUp("the reason of downtimes", read);
            case PbehaviorAnswerClass.Forbidden:
                return IdAnswer.Of(InsteadOf(reasons));
            default:
                return NotLookedUp("the reason of downtimes", created);
        }
    }

    private string? InsteadOf(IReadOnlyList<JsonElement> reasons)
    {
        if (settings.ReasonId.Length > 0)
        {
            return settings.ReasonId;
        }
        if (IdChoice.Instead(reasons) is not { } instead)
        {
            DowntimeLog.ReasonMissing(logger, customer, settings.ReasonName);
            return null;
        }
        DowntimeLog.ReasonReplaced(logger, customer, settings.ReasonName, instead.Name);
        return instead.Id;
    }

    private Task<PbehaviorAnswer> CreateReasonAsync(CancellationToken cancellation)
    {
        var body = DowntimeRequestBodies.Reason(settings.ReasonName, ReasonDescription);
        return client.SendAsync(new CanopsisRequest(HttpMethod.Post, client.Routes.Reasons, null, body), cancellation);
    }

    private async Task<IdAnswer> AskVersionAsync(CancellationToken cancellation)
    {
        var request = new CanopsisRequest(HttpMethod.Get, client.Routes.AppInfo, null, default);
        var answer = await client.SendAsync(request, cancellation);
        return answer.IsDone
            ? IdAnswer.Of(PbehaviorReader.Text(answer.Body, "version"))
            : NotLookedUp("the version", answer);
    }

    // 405 and 404 come before authentication; an empty list changes nothing (canopsis-api.md 3.7).
    private async Task<IdAnswer> ProbeConnectorAsync(CancellationToken cancellation)
    {
        var request = new CanopsisRequest(HttpMethod.Put, client.Routes.Connector, null, "[]"u8.ToArray());
        var answer = await client.SendAsync(request, cancellation);
        switch (answer)
        {
            case { IsDone: true, Body.ValueKind: JsonValueKind.Array }:
                return IdAnswer.Of("put");
            case { Status: 405 }:
                return IdAnswer.Of("post");
            case { Class: PbehaviorAnswerClass.Missing }:
                DowntimeLog.NoConnectorRoute(logger, customer);
                return IdAnswer.Of(None);
            default:
                return NotLookedUp("the route for connectors", answer);
        }
    }

    private IdAnswer NotLookedUp(string what, PbehaviorAnswer answer)
    {
        DowntimeLog.NotLookedUp(logger, customer, what, answer.Status, answer.Detail);
        return IdAnswer.Undecided;
    }
}
