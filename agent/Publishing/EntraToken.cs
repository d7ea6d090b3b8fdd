using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Forwarder.Agent.Configuration;

namespace Forwarder.Agent.Publishing;

/// <summary>
/// Tokens of Entra ID, for the hub's plain endpoint: of an application with a secret or a certificate, or of the machine's
/// managed identity (Azure Arc included). After a refusal secret and certificate are read from their files again.
/// </summary>
/// <remarks>Used by the publishing loop alone.</remarks>
internal sealed class EntraToken(EntraConfiguration entra, HttpClient client) : IHubCredential
{
    private static readonly TokenRequestContext Scope = new(["https://eventhubs.azure.net/.default"]);

    private TokenCredential? credential;

    /// <inheritdoc/>
    public async ValueTask<string> AuthorizationAsync(bool isRefused, CancellationToken stop)
    {
        // It keeps its tokens and renews them in time; only a new one asks for what it has been given already.
        credential = isRefused ? null : credential;
        credential ??= Create();
        try
        {
            return $"Bearer {(await credential.GetTokenAsync(Scope, stop)).Token}";
        }
        catch (AuthenticationFailedException)
        {
            credential = null;
            throw;
        }
    }

    private TokenCredential Create()
    {
        switch (entra.Kind)
        {
            case EntraKind.ManagedIdentity:
                var identity = entra.ClientId is { } id
                    ? ManagedIdentityId.FromUserAssignedClientId(id)
                    : ManagedIdentityId.SystemAssigned;
                return new ManagedIdentityCredential(new ManagedIdentityCredentialOptions(identity));
            case EntraKind.Certificate:
                return new ClientCertificateCredential(
                    entra.TenantId,
                    entra.ClientId,
                    entra.ReadCertificate(),
                    Options(new ClientCertificateCredentialOptions())
                );
            default:
                return new ClientSecretCredential(
                    entra.TenantId,
                    entra.ClientId,
                    entra.ReadSecret(),
                    Options(new ClientSecretCredentialOptions())
                );
        }
    }

    // Through the proxy and with the authorities that the hub is reached with.
    private T Options<T>(T options)
        where T : TokenCredentialOptions
    {
        options.AuthorityHost = entra.Authority;
        options.Transport = new HttpClientTransport(client);
        options.Retry.MaxRetries = 0;
        if (options is ClientSecretCredentialOptions secret)
        {
            secret.DisableInstanceDiscovery = entra.IsOwnAuthority;
        }
        else if (options is ClientCertificateCredentialOptions certificate)
        {
            certificate.DisableInstanceDiscovery = entra.IsOwnAuthority;
        }
        return options;
    }
}
