using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Functions.Tokens;

namespace Forwarder.Functions.Onboarding;

/// <summary>What is left to do once a customer is written: every command and text to paste, in the order in which they are needed.</summary>
/// <param name="Customer">Key of the customer.</param>
/// <param name="AuthkeySecret">What <c>canopsis_authkey_secret</c> names; null when the authkey is given otherwise.</param>
/// <param name="Token">The agent's token.</param>
/// <param name="AgentParameters">What else stands in the agent's configuration.</param>
/// <param name="TokenFile">Where the token was written; null to show it here.</param>
internal sealed record OnboardingSheet(
    string Customer,
    Uri? AuthkeySecret,
    PublisherToken Token,
    JsonObject? AgentParameters,
    string? TokenFile = null
)
{
    /// <summary>The whole <c>agent.json</c>.</summary>
    public string AgentJson => AgentConfiguration.Write(Token.Hub, Token.Publisher, AgentParameters);

    /// <summary>Holds the token: for the operator's eyes, never for a log.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        if (AuthkeySecret is { } secret)
        {
            text.Append(
                    $"# 1. Store the authkey of {Customer}'s Canopsis in Key Vault (it is asked for, and stays out of the history)\n\n"
                )
                .Append(KeyVaultCommand(secret))
                .Append("\n\n");
        }
        return text.Append(
                $"# 2. The token of {Token.Publisher}, valid until {Token.Expires:u}: on the agent's server, in "
            )
            .Append($"{AgentConfiguration.TokenFile} (root:canopsis-agent, mode 0640)\n\n")
            .Append(TokenFile is null ? Token.Text : $"(the content of {TokenFile})")
            .Append($"\n\n# 3. The agent's configuration: {AgentConfiguration.File}\n\n")
            .Append(AgentJson)
            .Append(
                "\n\n# 4. The output of Centreon Broker (Configuration > Pollers > Broker configuration > Output)\n"
            )
            .Append("# What the generated file must contain, with type bbdo_client:\n\n")
            .Append(BrokerOutput.Modern("127.0.0.1", AgentConfiguration.ListenPort))
            .Append("\n\n# or, where the interface only knows IPv4:\n\n")
            .Append(BrokerOutput.Legacy("127.0.0.1", AgentConfiguration.ListenPort))
            .Append(
                "\n\n# 5. Deploy the configuration, restart Centreon Broker, then the engines, so that the agent learns all names\n"
            )
            .ToString();
    }

    /// <summary>The same as members of a JSON object; the agent's configuration is written by the caller.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("publisher", Token.Publisher.ToString());
        json.WriteString("expires", Token.Expires);
        json.WriteString(TokenFile is null ? "token" : "token_file", TokenFile ?? Token.Text);
        if (AuthkeySecret is { } secret)
        {
            json.WriteString("authkey_command", KeyVaultCommand(secret));
        }
        json.WriteStartObject("broker_output");
        json.WritePropertyName("bbdo_client");
        json.WriteRawValue(BrokerOutput.Modern("127.0.0.1", AgentConfiguration.ListenPort));
        json.WritePropertyName("ipv4");
        json.WriteRawValue(BrokerOutput.Legacy("127.0.0.1", AgentConfiguration.ListenPort));
        json.WriteEndObject();
    }

    /// <summary>The command that stores a secret without showing it to other users or to the shell's history.</summary>
    public static string KeyVaultCommand(Uri secret)
    {
        var vault = secret.Host.Split('.')[0];
        var name = secret.Segments[^1].Trim('/');
        return "read -rsp 'authkey: ' AUTHKEY && "
            + $"az keyvault secret set --vault-name {vault} --name {name} --file <(printf %s \"$AUTHKEY\") --output none; unset AUTHKEY";
    }
}
