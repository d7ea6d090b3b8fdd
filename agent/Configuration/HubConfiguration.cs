using System.Net;
using System.Security.Cryptography;
using Forwarder.Agent.Bbdo.Layers;
using Forwarder.Contracts.Parameters;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Agent.Configuration;

/// <summary>Where and as whom packs are published.</summary>
/// <param name="Messages">URL of the publisher endpoint, or of the plain one with Entra ID (platform, chapter 5).</param>
/// <param name="Name">Name of the hub.</param>
/// <param name="Publisher">Who publishes.</param>
/// <param name="TokenFile">File of the publisher token; null when <paramref name="Token"/> is given.</param>
/// <param name="Token">The token itself.</param>
/// <param name="Entra">The identity that publishes instead of a token; null with one.</param>
/// <param name="Proxy">Null: that of the environment, if it names one.</param>
/// <param name="AuthoritiesFile">Authorities that count besides those of the system; null: none.</param>
/// <param name="Timeout">Limit of one attempt.</param>
internal sealed record HubConfiguration(
    Uri Messages,
    string Name,
    PublisherId Publisher,
    string? TokenFile,
    string? Token,
    EntraConfiguration? Entra,
    HubProxy? Proxy,
    string? AuthoritiesFile,
    TimeSpan Timeout
)
{
    /// <summary>What a publisher token must be for.</summary>
    public string Resource => $"{Messages.Scheme}://{Messages.Host}/{Name}/publishers/{Publisher}";

    /// <summary>Whether a token for <paramref name="resource"/> is good for this hub and publisher. Its scheme does not matter.</summary>
    public bool IsCoveredBy(string resource)
    {
        var (wanted, scope) = (PathOf(Resource), PathOf(resource));
        return scope.Length > 0
            && (wanted == scope || wanted.StartsWith(scope.TrimEnd('/') + "/", StringComparison.Ordinal));
    }

    private static string PathOf(string resource) =>
        Uri.TryCreate(resource, UriKind.Absolute, out var uri)
            ? $"{uri.Host}{uri.AbsolutePath}".TrimEnd('/').ToLowerInvariant()
            : "";

    internal static HubConfiguration? From(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        var before = problems.Count;
        var host = parameters.Text("hub_host");
        var protocol = parameters.Text("hub_protocol");
        var port = parameters.Number("hub_port")!.Value;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            problems.Add(new("hub_host", host, "Write a host name or address, without scheme, port and path."));
        }
        else if (protocol == "http" && !IsLoopback(host))
        {
            problems.Add(
                new(
                    "hub_protocol",
                    protocol,
                    $"Packs travel in clear to loopback addresses only, {host} is none. Use https."
                )
            );
        }
        var publisherText = parameters.Text("hub_publisher");
        if (!PublisherId.TryParse(publisherText, out var publisher))
        {
            problems.Add(new("hub_publisher", publisherText, $"Write {PublisherId.Form}."));
        }
        var (file, token) = (parameters.Text("hub_token_file"), parameters.Text("hub_token"));
        var entra = EntraConfiguration.From(parameters, problems);
        if (parameters.Text("hub_authentication") == "token")
        {
            CheckToken(file, token, problems);
        }
        var proxy = HubProxy.From(parameters, problems);
        var authorities = parameters.Text("hub_ca_file");
        CheckAuthorities(authorities, problems);
        if (problems.Count > before)
        {
            return null;
        }
        var name = Uri.EscapeDataString(parameters.Text("hub_name"));
        var path = entra is null ? $"{name}/publishers/{publisher}/messages" : $"{name}/messages";
        return new HubConfiguration(
            new UriBuilder(protocol, host, (int)port, path, "?api-version=2014-01&timeout=60").Uri,
            parameters.Text("hub_name"),
            publisher,
            file.Length > 0 ? file : null,
            token.Length > 0 ? token : null,
            entra,
            proxy,
            authorities.Length > 0 ? authorities : null,
            TimeSpan.FromSeconds(parameters.Number("hub_timeout")!.Value)
        );
    }

    private static void CheckToken(string file, string token, ICollection<ParameterProblem> problems)
    {
        if (file.Length == 0 && token.Length == 0)
        {
            problems.Add(
                new("hub_token_file", null, "Name the file that holds the publisher token, or set hub_token.")
            );
        }
        else if (file.Length > 0 && token.Length > 0)
        {
            problems.Add(new("hub_token", "***", "Keep either hub_token_file or hub_token."));
        }
        else if (token.Length > 0 && !SasToken.TryRead(token, out _))
        {
            problems.Add(new("hub_token", "***", "It is no SharedAccessSignature token. Issue a publisher token."));
        }
    }

    private static void CheckAuthorities(string file, ICollection<ParameterProblem> problems)
    {
        if (file.Length == 0)
        {
            return;
        }
        try
        {
            TlsLayer.ReadAuthorities(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problems.Add(new("hub_ca_file", file, $"The file cannot be used: {failure.Message}"));
        }
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
