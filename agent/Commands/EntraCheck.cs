using Azure.Identity;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Health;
using Forwarder.Agent.Publishing;

namespace Forwarder.Agent.Commands;

/// <summary>Whether Entra ID gives the agent's identity a token for Event Hubs. Whether it may send to this hub, the hub says.</summary>
internal static class EntraCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The result, and the value of the header; empty when there is none.</summary>
    public static async Task<(OnlineCheck Check, string Header)> RunAsync(
        HubConfiguration hub,
        EntraConfiguration entra,
        CancellationToken stop
    )
    {
        var (issuer, who) = Parties(entra);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(Patience);
        try
        {
            using var connection = HubConnection.Create(hub);
            var header = await new EntraToken(entra, connection).AuthorizationAsync(isRefused: false, late.Token);
            return (OnlineCheck.Ok("token", $"{issuer} gives {who} a token for Event Hubs."), header);
        }
        catch (Exception failure)
            when (failure is AuthenticationFailedException or IOException or UnauthorizedAccessException
                || (failure is OperationCanceledException && !stop.IsCancellationRequested)
            )
        {
            var reason =
                failure is OperationCanceledException
                    ? "no answer in time"
                    : Redaction.Redact(failure.GetBaseException().Message.Split('\n', 2)[0].TrimEnd());
            return (
                OnlineCheck.Failed(
                    "token",
                    $"{issuer} gives {who} no token: {reason}",
                    "Check hub_authentication, hub_tenant_id, hub_client_id and its secret or certificate."
                ),
                ""
            );
        }
    }

    private static (string Issuer, string Who) Parties(EntraConfiguration entra)
    {
        var client = entra.ClientId is { } id ? $" {id}" : "";
        return entra.Kind switch
        {
            EntraKind.ManagedIdentity => ("This machine's identity service", $"the managed identity{client}"),
            EntraKind.Certificate => (entra.Authority.Host, $"the application{client}, which has a certificate,"),
            _ => (entra.Authority.Host, $"the application{client}, which has a secret,"),
        };
    }
}
