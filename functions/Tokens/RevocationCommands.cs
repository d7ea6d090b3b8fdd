using System.CommandLine;
using System.Text.Json;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tokens;

/// <summary><c>forwarder tokens revoke | restore | revoked</c>: what the hub knows of publishers that it refuses.</summary>
internal static class RevocationCommands
{
    private const string ManagingPolicy = "RootManageSharedAccessKey";

    public static Command Change(string name, string description)
    {
        var publisher = TokenOptions.Publisher();
        var hub = TokenOptions.Hub();
        var policy = TokenOptions.Policy(ManagingPolicy);
        var secret = TokenOptions.KeySecret();
        var command = new Command(name, $"{description} The key's policy must have the right Manage.")
        {
            publisher,
            hub,
            policy,
            secret,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var problems = new List<string>();
                var id = TokenOptions.ReadPublisher(parsed.GetRequiredValue(publisher), problems);
                return await AtHubAsync(
                    parsed.GetRequiredValue(hub),
                    parsed.GetRequiredValue(policy),
                    parsed.GetValue(secret),
                    problems,
                    async revoked =>
                    {
                        await (
                            name == "revoke"
                                ? revoked.RevokeAsync(id!.Value, cancellation)
                                : revoked.RestoreAsync(id!.Value, cancellation)
                        );
                        await Console.Error.WriteLineAsync($"{id} is {name}d.");
                    },
                    cancellation
                );
            }
        );
        return command;
    }

    public static Command List()
    {
        var hub = TokenOptions.Hub();
        var policy = TokenOptions.Policy(ManagingPolicy);
        var secret = TokenOptions.KeySecret();
        var json = TokenOptions.Json();
        var command = new Command(
            "revoked",
            "Lists the revoked publishers. The key's policy must have the right Manage."
        )
        {
            hub,
            policy,
            secret,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                AtHubAsync(
                    parsed.GetRequiredValue(hub),
                    parsed.GetRequiredValue(policy),
                    parsed.GetValue(secret),
                    [],
                    async revoked =>
                    {
                        var list = await revoked.ListAsync(cancellation);
                        if (parsed.GetValue(json))
                        {
                            Console.Out.WriteLine(
                                JsonSerializer.Serialize(list, TokenJson.Default.IReadOnlyListString)
                            );
                            return;
                        }
                        foreach (var name in list)
                        {
                            Console.Out.WriteLine(name);
                        }
                    },
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> AtHubAsync(
        string hub,
        string policy,
        string? secret,
        List<string> problems,
        Func<RevokedPublishers, Task> act,
        CancellationToken cancellation
    )
    {
        var address = TokenOptions.ReadHub(hub, problems);
        if (await TokenOptions.ReadKeyAsync(secret, problems, cancellation) is not { } key || problems.Count > 0)
        {
            return await TokenOptions.RefuseAsync(problems);
        }
        using var revoked = new RevokedPublishers(address!, policy, key, TimeProvider.System);
        try
        {
            await act(revoked);
            return 0;
        }
        catch (HubRefusedException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return ExitCodes.Error;
        }
    }
}
