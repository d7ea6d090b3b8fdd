using System.CommandLine;

namespace Forwarder.Functions.Tokens;

/// <summary><c>forwarder tokens</c>: publisher tokens are issued and read here, publishers revoked and restored at the hub.</summary>
internal static class TokensCommand
{
    public static Command Create() =>
        new(
            "tokens",
            "Issues and reads publisher tokens, revokes and restores publishers.\n"
                + "  forwarder tokens issue acme.central --hub https://contoso.servicebus.windows.net/events --output publisher.token\n"
                + "  forwarder tokens show publisher.token\n"
                + "  forwarder tokens revoke acme.central --hub https://contoso.servicebus.windows.net/events"
        )
        {
            IssueTokenCommand.Create(),
            ShowTokenCommand.Create(),
            RevocationCommands.Change(
                "revoke",
                "Refuses everything that a publisher sends from now on, whatever token it shows."
            ),
            RevocationCommands.Change("restore", "Lets a revoked publisher send again."),
            RevocationCommands.List(),
        };
}
