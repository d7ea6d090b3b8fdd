using Azure.Core;
using Azure.Identity;

namespace Forwarder.Functions.Tables;

/// <summary>
/// Reads the app settings of the storage connection as the Functions host does: either one connection string, or settings
/// <c>&lt;name&gt;__accountName</c> or <c>__tableServiceUri</c> with <c>__credential</c> and <c>__clientId</c> for an identity.
/// </summary>
internal static class StorageSettings
{
    public const string Connection = "AzureWebJobsStorage";

    // Public and well known: the account of every storage emulator.
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <param name="problems">Every problem found: setting, what is wrong, what to do; never a value that may be secret.</param>
    /// <returns>Null if there is any problem.</returns>
    public static TableAccount? Read(IReadOnlyDictionary<string, string> settings, List<string> problems)
    {
        if (Value(settings, Connection) is { } connectionString)
        {
            return FromConnectionString(connectionString, problems);
        }
        var name = Value(settings, $"{Connection}__accountName");
        var uri =
            Value(settings, $"{Connection}__tableServiceUri")
            ?? (name is null ? null : $"https://{name}.table.core.windows.net");
        if (uri is null)
        {
            problems.Add(
                $"{Connection}: missing; set a connection string, or {Connection}__accountName for an identity."
            );
            return null;
        }
        if (Endpoint(uri) is not { Scheme: "https" } endpoint)
        {
            problems.Add(
                $"{Connection}__tableServiceUri: not an https address; write https://<account>.table.core.windows.net."
            );
            return null;
        }
        return Credential(settings, problems) is { } credential ? new TableAccount(endpoint, credential) : null;
    }

    /// <summary>The identity by which the app signs in everywhere.</summary>
    /// <returns>Null if the settings name one that is not known.</returns>
    public static TokenCredential? Identity(IReadOnlyDictionary<string, string> settings, List<string> problems) =>
        Credential(settings, problems);

    private static TokenCredential? Credential(IReadOnlyDictionary<string, string> settings, List<string> problems)
    {
        var clientId = Value(settings, $"{Connection}__clientId");
        switch (Value(settings, $"{Connection}__credential"))
        {
            case null:
                return new DefaultAzureCredential(
                    new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId }
                );
            case { } kind when string.Equals(kind, "managedidentity", StringComparison.OrdinalIgnoreCase):
                return new ManagedIdentityCredential(
                    clientId is null
                        ? ManagedIdentityId.SystemAssigned
                        : ManagedIdentityId.FromUserAssignedClientId(clientId)
                );
            default:
                problems.Add($"{Connection}__credential: only managedidentity is known; write that or leave it out.");
                return null;
        }
    }

    private static TableAccount? FromConnectionString(string text, List<string> problems)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .GroupBy(part => part[0].Trim(), part => part[1].Trim(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(part => part.Key, part => part.Last(), StringComparer.OrdinalIgnoreCase);
        if (string.Equals(Value(parts, "UseDevelopmentStorage"), "true", StringComparison.OrdinalIgnoreCase))
        {
            var host = Value(parts, "DevelopmentStorageProxyUri")?.TrimEnd('/') ?? "http://127.0.0.1";
            parts["TableEndpoint"] = $"{host}:10002/{EmulatorAccount}";
            parts["AccountName"] = EmulatorAccount;
            parts["AccountKey"] = EmulatorKey;
        }
        var account = Value(parts, "AccountName");
        var address =
            Value(parts, "TableEndpoint")
            ?? (account is null ? null : $"{Value(parts, "DefaultEndpointsProtocol") ?? "https"}://{Host(account)}");
        var endpoint = Endpoint(address);
        var key = Key(Value(parts, "AccountKey"));
        if (account is null || endpoint is null || key is null)
        {
            problems.Add(
                $"{Connection}: not a usable connection string; it needs AccountName, AccountKey (base64) and, for another cloud, TableEndpoint or EndpointSuffix."
            );
            return null;
        }
        return new TableAccount(endpoint, new SharedKey(account, key));

        string Host(string name) => $"{name}.table.{Value(parts, "EndpointSuffix") ?? "core.windows.net"}";
    }

    private static Uri? Endpoint(string? text) =>
        Uri.TryCreate(text?.TrimEnd('/'), UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? uri
            : null;

    private static byte[]? Key(string? base64)
    {
        var bytes = new byte[base64?.Length ?? 0];
        return Convert.TryFromBase64String(base64 ?? "", bytes, out var length) && length > 0 ? bytes[..length] : null;
    }

    private static string? Value(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
