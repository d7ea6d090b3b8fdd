using System.CommandLine;
using Forwarder.Functions.Commands.Customers;
using Forwarder.Functions.Commands.DeadLetters;
using Forwarder.Functions.Commands.Downtimes;
using Forwarder.Functions.Commands.Lanes;
using Forwarder.Functions.Commands.Validation;
using Forwarder.Functions.Tokens;

namespace Forwarder.Functions.Commands;

/// <summary>What the executable does when an operator starts it; one line per command.</summary>
internal static class ForwarderCommands
{
    public static RootCommand Create() =>
        new("Carries the events of Centreon from Event Hubs to Canopsis.")
        {
            MapCommand.Create(),
            CustomersCommand.Create(),
            DeadLettersCommand.Create(),
            LanesCommand.Create(),
            StatusCommand.Create(),
            ValidateCommand.Create(),
            SendTestCommand.Create(),
            DowntimesCommand.Create(),
            TokensCommand.Create(),
        };
}
