using System.Net;
using System.Xml;
using System.Xml.Linq;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Functions.Tokens;

/// <summary>
/// The hub's list of publishers that may not send any more, whatever token they show. It needs a key whose policy may manage
/// the hub.
/// </summary>
internal sealed class RevokedPublishers(HubAddress hub, string policy, string key, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(5);

    // The form in which the service describes what is to be revoked.
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Service = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";

    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>From now on the publisher is refused; one that is revoked already stays so.</summary>
    /// <exception cref="HubRefusedException">The hub did not do it.</exception>
    public async Task RevokeAsync(PublisherId publisher, CancellationToken cancellation)
    {
        var entry = new XElement(
            Atom + "entry",
            new XElement(
                Atom + "content",
                new XAttribute("type", "application/xml"),
                new XElement(
                    Service + "RevokedPublisherDescription",
                    new XElement(Service + "Name", publisher.ToString())
                )
            )
        );
        using var body = new StringContent(entry.ToString(SaveOptions.DisableFormatting));
        body.Headers.Remove("Content-Type");
        body.Headers.TryAddWithoutValidation("Content-Type", "application/atom+xml;type=entry;charset=utf-8");
        using var answer = await SendAsync(HttpMethod.Put, publisher, body, cancellation);
        await RequireAsync(answer, cancellation, HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict);
    }

    /// <summary>From now on the publisher's tokens are worth what they were; one that is not revoked stays so.</summary>
    /// <exception cref="HubRefusedException">The hub did not do it.</exception>
    public async Task RestoreAsync(PublisherId publisher, CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Delete, publisher, null, cancellation);
        await RequireAsync(answer, cancellation, HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.NotFound);
    }

    /// <summary>All revoked publishers, as the hub names them.</summary>
    /// <exception cref="HubRefusedException">The hub does not tell.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Get, null, null, cancellation);
        await RequireAsync(answer, cancellation, HttpStatusCode.OK);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        try
        {
            var list = await XDocument.LoadAsync(body, LoadOptions.None, cancellation);
            return
            [
                .. list.Descendants()
                    .Where(element => element.Name.LocalName == "RevokedPublisherDescription")
                    .Select(element => element.Elements().FirstOrDefault(name => name.Name.LocalName == "Name")?.Value)
                    .OfType<string>(),
            ];
        }
        catch (XmlException)
        {
            throw new HubRefusedException($"{hub} answers with something else than a list. Is it an event hub?");
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        PublisherId? publisher,
        HttpContent? body,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(method, hub.Revoked(publisher)) { Content = body };
        var token = SasToken.Sign(hub.Resource, policy, key, time.GetUtcNow() + Validity);
        request.Headers.TryAddWithoutValidation("Authorization", token);
        try
        {
            return await client.SendAsync(request, cancellation);
        }
        catch (HttpRequestException unreachable)
        {
            throw new HubRefusedException($"{hub} cannot be reached: {unreachable.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HubRefusedException($"{hub} did not answer within {client.Timeout.TotalSeconds:0} s. Try again.");
        }
    }

    private async Task RequireAsync(
        HttpResponseMessage answer,
        CancellationToken cancellation,
        params HttpStatusCode[] expected
    )
    {
        if (expected.Contains(answer.StatusCode))
        {
            return;
        }
        var remedy = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"Check the key, and that its policy {policy} may Manage the hub.",
            HttpStatusCode.NotFound => "There is no such hub: correct --hub.",
            _ => "Try again.",
        };
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        throw new HubRefusedException($"{hub} answers {(int)answer.StatusCode}. {remedy} {Detail(text)}".TrimEnd());
    }

    /// <summary>What the service says in its error, without the markup.</summary>
    private static string Detail(string text)
    {
        const int longest = 300;
        try
        {
            var detail = XDocument
                .Parse(text)
                .Descendants()
                .FirstOrDefault(element => element.Name.LocalName == "Detail");
            return detail is null ? "" : detail.Value[..Math.Min(detail.Value.Length, longest)];
        }
        catch (XmlException)
        {
            return "";
        }
    }
}
