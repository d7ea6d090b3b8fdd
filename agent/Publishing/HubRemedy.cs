namespace Forwarder.Agent.Publishing;

/// <summary>What the operator does when the hub refuses; one sentence each.</summary>
internal static class HubRemedy
{
    public static string For(HubVerdict verdict) =>
        verdict switch
        {
            HubVerdict.Unauthorized =>
                "Put a new publisher token into hub_token_file, signed for this hub and hub_publisher with a policy that "
                    + "may send; canopsis-agent validate --online tells what the present one is good for.",
            HubVerdict.Malformed =>
                "Check hub_host, hub_name and what stands between the agent and the hub (proxy, gateway).",
            HubVerdict.TooLarge =>
                "Something between the agent and the hub limits the size of requests: raise its limit.",
            _ =>
                "Check hub_host and hub_name, that the policy or identity may send, the namespace's IP firewall, that the hub is "
                    + "enabled and its quota.",
        };
}
