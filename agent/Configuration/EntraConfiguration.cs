using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Configuration;

/// <summary>The identity with which the agent publishes when it has no publisher token.</summary>
/// <param name="Kind">What proves it.</param>
/// <param name="TenantId">Of the directory; null for a managed identity.</param>
/// <param name="ClientId">Of the application, or of a user-assigned identity; null: the machine's own identity.</param>
/// <param name="Authority">Where tokens are issued.</param>
internal sealed record EntraConfiguration(EntraKind Kind, string? TenantId, string? ClientId, Uri Authority)
{
    private static readonly string[] TokenNames = ["hub_token", "hub_token_file"];

    private static readonly string[] EntraNames =
    [
        "hub_tenant_id",
        "hub_client_id",
        "hub_client_secret",
        "hub_client_secret_file",
        "hub_client_certificate_file",
    ];

    private const string Microsoft = "https://login.microsoftonline.com/";

    /// <summary>The secret itself; null when it is in a file.</summary>
    public string? Secret { get; init; }

    public string? SecretFile { get; init; }

    /// <summary>PEM file of certificate and key.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>An authority that no directory of Microsoft's knows, which cannot be asked about it.</summary>
    public bool IsOwnAuthority => Authority != new Uri(Microsoft);

    /// <exception cref="IOException">The file cannot be read.</exception>
    public string ReadSecret() => Secret ?? File.ReadAllText(SecretFile!).Trim();

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">It does not hold a certificate with its key.</exception>
    public X509Certificate2 ReadCertificate() => X509Certificate2.CreateFromPemFile(CertificateFile!);

    /// <summary>Null when publishing is by token, or when problems were added.</summary>
    internal static EntraConfiguration? From(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        var how = parameters.Text("hub_authentication");
        if (how == "token")
        {
            foreach (var name in EntraNames.Where(name => parameters.Text(name).Length > 0))
            {
                problems.Add(
                    new(
                        name,
                        Shown(name),
                        "It has no effect with hub_authentication=token. Remove it, or set hub_authentication."
                    )
                );
            }
            return null;
        }
        var before = problems.Count;
        foreach (var name in TokenNames.Where(name => parameters.Text(name).Length > 0))
        {
            problems.Add(
                new(name, Shown(name), $"There is no publisher token with hub_authentication={how}. Remove it.")
            );
        }
        if (
            !Uri.TryCreate(parameters.Text("hub_authority"), UriKind.Absolute, out var authority)
            || authority.Scheme != "https"
        )
        {
            problems.Add(
                new("hub_authority", parameters.Text("hub_authority"), $"Write an https address such as {Microsoft}.")
            );
        }
        var (tenant, client) = (parameters.Text("hub_tenant_id"), parameters.Text("hub_client_id"));
        if (how != "managed_identity")
        {
            Demand("hub_tenant_id", tenant);
            Demand("hub_client_id", client);
        }
        var (secret, secretFile, certificate) = (
            parameters.Text("hub_client_secret"),
            parameters.Text("hub_client_secret_file"),
            parameters.Text("hub_client_certificate_file")
        );
        if (how == "client_secret" && (secret.Length > 0) == (secretFile.Length > 0))
        {
            problems.Add(
                new(
                    "hub_client_secret_file",
                    secretFile.Length > 0 ? secretFile : null,
                    "Set either hub_client_secret_file or hub_client_secret."
                )
            );
        }
        var entra = new EntraConfiguration(
            how switch
            {
                "client_secret" => EntraKind.ClientSecret,
                "certificate" => EntraKind.Certificate,
                _ => EntraKind.ManagedIdentity,
            },
            tenant.Length > 0 ? tenant : null,
            client.Length > 0 ? client : null,
            authority ?? new Uri(Microsoft)
        )
        {
            Secret = secret.Length > 0 ? secret : null,
            SecretFile = secretFile.Length > 0 ? secretFile : null,
            CertificateFile = certificate.Length > 0 ? certificate : null,
        };
        if (how == "certificate")
        {
            Demand("hub_client_certificate_file", certificate);
            entra.CheckCertificate(problems);
        }
        return problems.Count > before ? null : entra;

        void Demand(string name, string value)
        {
            if (value.Length == 0)
            {
                problems.Add(new(name, null, $"It is missing. hub_authentication={how} needs it."));
            }
        }
        string Shown(string name) => name is "hub_client_secret" or "hub_token" ? "***" : parameters.Text(name);
    }

    private void CheckCertificate(ICollection<ParameterProblem> problems)
    {
        if (CertificateFile is null)
        {
            return;
        }
        try
        {
            ReadCertificate().Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problems.Add(
                new(
                    "hub_client_certificate_file",
                    CertificateFile,
                    $"It must hold certificate and private key in PEM form: {failure.Message}"
                )
            );
        }
    }
}
