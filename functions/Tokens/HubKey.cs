using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace Forwarder.Functions.Tokens;

/// <summary>
/// The key of a policy of the hub, for the command line alone: from a secret of Key Vault or from the environment. It is
/// never taken from an argument, which every user of the machine could read.
/// </summary>
internal static class HubKey
{
    public const string Variable = "FORWARDER_HUB_KEY";

    public const string SecretForm = "https://<vault>.vault.azure.net/secrets/<name>";

    /// <param name="secret">Address of the secret; null takes the variable.</param>
    /// <param name="variable">Value of <see cref="Variable"/>.</param>
    /// <returns>The key, or null and what is wrong.</returns>
    public static async Task<(string? Key, string? Problem)> ReadAsync(
        string? secret,
        string? variable,
        CancellationToken cancellation,
        SecretClientOptions? options = null,
        TokenCredential? credential = null
    )
    {
        if (secret is null)
        {
            return string.IsNullOrWhiteSpace(variable)
                ? (null, $"--key-secret: missing. Write {SecretForm}, or set {Variable} to the key of the policy.")
                : (variable.Trim(), null);
        }
        if (
            !Uri.TryCreate(secret, UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttps
            || !KeyVaultSecretIdentifier.TryCreate(uri, out var id)
        )
        {
            return (null, $"--key-secret = {secret}: not the address of a secret. Write {SecretForm}.");
        }
        try
        {
            var client = new SecretClient(id.VaultUri, credential ?? new DefaultAzureCredential(), options);
            var found = await client.GetSecretAsync(id.Name, id.Version, cancellationToken: cancellation);
            return (found.Value.Value.Trim(), null);
        }
        catch (RequestFailedException refused) when (refused.Status == 404)
        {
            return (null, $"--key-secret = {secret}: there is no such secret. Correct the name, or deploy again.");
        }
        catch (RequestFailedException refused) when (refused.Status is 401 or 403)
        {
            return (
                null,
                $"--key-secret = {secret}: the vault refuses you ({refused.Status}). The role Key Vault Secrets User on it is needed, and your address must be allowed."
            );
        }
        catch (RequestFailedException failed)
        {
            return (null, $"--key-secret = {secret}: the vault does not answer ({failed.Message}). Try again.");
        }
        catch (AuthenticationFailedException)
        {
            return (null, $"--key-secret = {secret}: you are not signed in to Azure. Run az login.");
        }
    }
}
