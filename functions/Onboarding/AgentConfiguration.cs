using System.Text.Json.Nodes;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Commands;
using Forwarder.Functions.Tokens;

namespace Forwarder.Functions.Onboarding;

/// <summary>An <c>agent.json</c> that is ready to be copied to <c>/etc/canopsis-agent</c>.</summary>
internal static class AgentConfiguration
{
    public const string File = "/etc/canopsis-agent/agent.json";
    public const string TokenFile = "/etc/canopsis-agent/publisher.token";

    /// <summary>Not the agent's default: on a central server Centreon Broker itself listens on 5669.</summary>
    public const int ListenPort = 5680;

    private const int HealthPort = 8686;

    /// <param name="parameters">What else the agent is told: filters, as a rule. Members that stand here too are written once.</param>
    public static string Write(HubAddress hub, PublisherId publisher, JsonObject? parameters = null)
    {
        var known = new JsonObject { ["hub_host"] = hub.Host };
        if (hub.Scheme != Uri.UriSchemeHttps)
        {
            known["hub_protocol"] = hub.Scheme;
        }
        if (hub.Scheme != Uri.UriSchemeHttps || hub.Port != 443)
        {
            known["hub_port"] = hub.Port;
        }
        known["hub_name"] = hub.Name;
        known["hub_publisher"] = publisher.ToString();
        known["hub_token_file"] = TokenFile;
        known["listen_address"] = "127.0.0.1";
        known["listen_port"] = ListenPort;
        known["health_port"] = HealthPort;
        foreach (var (name, value) in parameters ?? [])
        {
            known[name] = value?.DeepClone();
        }
        return IndentedJson.Write(json => known.WriteTo(json));
    }
}
