using Azure.Core;

namespace Forwarder.Functions.Tables;

/// <summary>Where the tables of a storage account are and how to sign in there: by its key or, without one, by an Entra credential.</summary>
/// <param name="Endpoint">Without a slash at its end. With an emulator the account is part of its path.</param>
internal sealed record TableAccount(Uri Endpoint, SharedKey? Key, TokenCredential? Credential)
{
    public TableAccount(Uri endpoint, SharedKey key)
        : this(endpoint, key, null) { }

    public TableAccount(Uri endpoint, TokenCredential credential)
        : this(endpoint, null, credential) { }
}
