using System.Net;
using Forwarder.Contracts.Parameters;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Agent.Configuration;

/// <summary>Where and as whom packs are published.</summary>
/// <param name="Messages">URL of the publisher endpoint (platform, chapter 5).</param>
/// <param name="Name">Name of the hub.</param>
/// <param name="Publisher">Who publishes.</param>
/// <param name="TokenFile">File of the publisher token; null when <paramref name="Token"/> is given.</param>
/// <param name="Token">The token itself.</param>
/// <param name="Timeout">Limit of one attempt.</param>
internal sealed record HubConfiguration(
    Uri Messages,
    string Name,
    PublisherId Publisher,
    string? TokenFile,
    string? Token,
    TimeSpan Timeout
)
{
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
        if (problems.Count > before)
        {
            return null;
        }
        var path = $"{Uri.EscapeDataString(parameters.Text("hub_name"))}/publishers/{publisher}/messages";
        return new HubConfiguration(
            new UriBuilder(protocol, host, (int)port, path, "?api-version=2014-01&timeout=60").Uri,
            parameters.Text("hub_name"),
            publisher,
            file.Length > 0 ? file : null,
            token.Length > 0 ? token : null,
            TimeSpan.FromSeconds(parameters.Number("hub_timeout")!.Value)
        );
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
