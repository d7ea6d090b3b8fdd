using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>An answer, read completely.</summary>
internal sealed record Reply(
    HttpStatusCode Status,
    MediaTypeHeaderValue? ContentType,
    HttpResponseHeaders Headers,
    byte[] Bytes
)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    public bool IsHtml => ContentType?.MediaType == "text/html" && Text.StartsWith("<html>", StringComparison.Ordinal);
}
