using System.Net;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Publishing;

namespace Forwarder.Agent.Commands;

/// <summary>
/// Sends the headers of a publication and never its body (<c>Expect: 100-continue</c>): a hub that checks before it reads
/// refuses a bad token, name or right at once, and nothing can be stored. That it accepts the token is not proved.
/// </summary>
internal static class HubProbe
{
    // A hub that says nothing for so long has not refused; no pack travels in the meantime either.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    public static async Task<OnlineCheck> RunAsync(HubConfiguration hub, string header, CancellationToken stop)
    {
        if (header.Length == 0)
        {
            return OnlineCheck.Failed("hub", "Not asked: there is no token.", "Mend the token first.");
        }
        using var handler = HubConnection.CreateHandler(hub);
        handler.Expect100ContinueTimeout = Silence;
        using var client = new HttpClient(handler) { Timeout = Silence * 4 };
        using var request = new HttpRequestMessage(HttpMethod.Post, hub.Messages) { Content = new WithheldBody() };
        request.Headers.TryAddWithoutValidation("Authorization", header);
        request.Headers.ExpectContinue = true;
        try
        {
            using var answer = await client.SendAsync(request, stop);
            return Refused(answer.StatusCode);
        }
        catch (Exception) when (!stop.IsCancellationRequested && ((WithheldBody)request.Content).WasAwaited)
        {
            // however the client tells that the body did not come
            return OnlineCheck.Ok(
                "hub",
                $"{hub.Messages.Host} did not refuse the headers of a publication. Nothing was published: that packs are stored is seen with canopsis-agent status."
            );
        }
        catch (HttpRequestException ended)
        {
            return ended.HttpRequestError switch
            {
                HttpRequestError.SecureConnectionError => OnlineChecks.Untrusted(ended),
                HttpRequestError.ProxyTunnelError => OnlineCheck.Failed(
                    "proxy",
                    $"It does not connect to the hub: {ended.Message}",
                    "Check hub_proxy_username and its password, and what the proxy allows."
                ),
                _ => OnlineCheck.Failed("hub", $"No answer: {ended.GetBaseException().Message}", "Try again later."),
            };
        }
        catch (TaskCanceledException late) when (!stop.IsCancellationRequested)
        {
            return OnlineCheck.Failed("hub", $"No answer: {late.GetBaseException().Message}", "Try again later.");
        }
    }

    private static OnlineCheck Refused(HttpStatusCode status)
    {
        var seen = $"The hub answers {(int)status}.";
        return status switch
        {
            HttpStatusCode.Unauthorized => OnlineCheck.Failed(
                "hub",
                seen,
                "It does not accept the token: its key was replaced, or it was signed for another name. Issue a new one."
            ),
            HttpStatusCode.Forbidden => OnlineCheck.Failed(
                "hub",
                seen,
                "The token lacks the right to send, or the network rules of the namespace keep this machine out."
            ),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => OnlineCheck.Failed(
                "hub",
                seen,
                "There is no such hub: correct hub_host and hub_name."
            ),
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => OnlineCheck.Warning(
                "hub",
                seen,
                "It is busy; the agent waits and tries again."
            ),
            _ => OnlineCheck.Failed("hub", seen, "Check hub_host, hub_port and hub_name."),
        };
    }
}
