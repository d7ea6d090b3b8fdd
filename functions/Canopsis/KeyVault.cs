using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace Forwarder.Functions.Canopsis;

/// <summary>Reads keys from Key Vault with the app's identity.</summary>
/// <param name="credential">Asked for when the first key is read.</param>
/// <param name="options">Null for those of the service.</param>
internal sealed class KeyVault(Func<TokenCredential> credential, SecretClientOptions? options = null)
{
    private readonly Lazy<TokenCredential> identity = new(credential);
    private readonly ConcurrentDictionary<Uri, SecretClient> vaults = new();

    /// <exception cref="SecretUnreadableException">See its message.</exception>
    public async Task<string> ReadAsync(VaultAddress address, CancellationToken cancellation)
    {
        try
        {
            var vault = vaults.GetOrAdd(
                address.Vault,
                uri => new SecretClient(uri, identity.Value, options ?? ShortOptions())
            );
            var secret = await vault.GetSecretAsync(address.Name, address.Version, cancellationToken: cancellation);
            var text = secret.Value.Value.Trim();
            return text.Length > 0 && text.All(character => character is > ' ' and <= '~')
                ? text
                : throw Wrong($"secret {address} is no key: visible ASCII characters are expected", null);
        }
        catch (RequestFailedException refused) when (refused.Status is 401 or 403)
        {
            throw Wrong($"the app may not read secret {address}: give its identity Key Vault Secrets User", refused);
        }
        catch (RequestFailedException missing) when (missing.Status is 404)
        {
            throw Wrong($"there is no secret {address}", missing);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            throw new SecretUnreadableException($"secret {address} cannot be read at present", true, fault);
        }
        catch (AuthenticationFailedException refused)
        {
            throw new SecretUnreadableException($"secret {address}: the app's identity cannot sign in", true, refused);
        }
    }

    private static SecretUnreadableException Wrong(string message, Exception? inner) =>
        new(message, false, inner ?? new FormatException(message));

    // A customer's events wait meanwhile, in the lease of their lane.
    private static SecretClientOptions ShortOptions() =>
        new()
        {
            Retry =
            {
                MaxRetries = 2,
                Delay = TimeSpan.FromMilliseconds(300),
                NetworkTimeout = TimeSpan.FromSeconds(8),
            },
        };
}
