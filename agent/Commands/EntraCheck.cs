using Azure.Identity;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Health;
using Forwarder.Agent.Publishing;

namespace Forwarder.Agent.Commands;

/// <summary>Whether Entra ID issues a token to the agent's identity; whether the hub grants it the right to send is asked next.</summary>
internal static class EntraCheck
{
    /// <summary>The result, and the value of the header; empty when there is none.</summary>
    public static async Task<(OnlineCheck Check, string Header)> RunAsync(
        HubConfiguration hub,
        EntraConfiguration entra,
        CancellationToken stop
    )
    {
        using var client = HubConnection.Create(hub);
        try
        {
            var header = await new EntraToken(entra, client).AuthorizationAsync(isRefused: false, stop);
            return (OnlineCheck.Ok("token", $"Entra ID issues tokens to {entra.ClientId ?? "this machine"}."), header);
        }
        catch (Exception failure)
            when (failure is AuthenticationFailedException or IOException or UnauthorizedAccessException)
        {
            return (
                OnlineCheck.Failed(
                    "token",
                    $"Entra ID gives none: {Redaction.Redact(failure.GetBaseException().Message)}",
                    "Check hub_tenant_id, hub_client_id, and the secret, certificate or managed identity."
                ),
                ""
            );
        }
    }
}
